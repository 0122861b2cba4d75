package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dlpipelines.battery.SilentSpark;
import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.keras.KerasTensor;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user gets wrong is said before training starts, with what there is and what to do. */
class KerasClassifierErrorsTest extends SparkTest {
  private static final KerasModel NET =
      KerasModel.sequential(input(2), dense(3).activation("softmax").name("scores"));

  private final KerasClassifier stage =
      new KerasClassifier("net_1a2b").setModel(NET).setEpochs(1).setSeed(1);
  private final Dataset<Row> points = Points.threeClasses(spark(), 12);

  // Params

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss | crossentropy | There is no loss [crossentropy]; there are"
            + " [sparse_categorical_crossentropy, categorical_crossentropy,"
            + " categorical_focal_crossentropy, binary_crossentropy, binary_focal_crossentropy,"
            + " kl_divergence, poisson, mean_squared_error, mean_absolute_error,"
            + " mean_absolute_percentage_error, mean_squared_logarithmic_error, huber, log_cosh,"
            + " cosine_similarity, hinge, squared_hinge, categorical_hinge].",
        "loss | categorical_crossentropy(smoothing=0.1) | [categorical_crossentropy] has no setting"
            + " [smoothing]; it has [label_smoothing, from_logits].",
        "loss | categorical_crossentropy(label_smoothing=2) | [label_smoothing] of"
            + " [categorical_crossentropy] is [2], and must be a number from 0.0 to 1.0.",
        "loss | categorical_crossentropy(label_smoothing |"
            + " [categorical_crossentropy(label_smoothing] is not of the form name or"
            + " name(setting=value, setting=value).",
        "optimizer | adamax2 | There is no optimizer [adamax2]; there are [adadelta, adagrad, adam,"
            + " adamax, adamw, ftrl, lamb, lion, nadam, rmsprop, sgd].",
        "optimizer | sgd(speed=3) | [sgd] has no setting [speed]; it has [momentum, nesterov,"
            + " weight_decay].",
        "optimizer | sgd(momentum=much) | [momentum] of [sgd] is [much], and must be a number.",
        "optimizer | sgd(learning_rate=0.1) | [learning_rate] is no setting of [sgd]; set the Param"
            + " learningRate instead.",
        "optimizer | sgd(clipnorm=1) | [clipnorm] is no setting of [sgd]; how gradients are clipped"
            + " is a Param of its own.",
        "learningRateSchedule | linear | [linear] is no learning rate schedule. Choose one of"
            + " [constant, cosine, cosine_restarts, exponential, inverse_time, piecewise_constant,"
            + " polynomial, reduce_on_plateau, step].",
        "learningRateSchedule | cosine | Learning rate schedule [cosine] needs [decay_steps] or"
            + " [decay_epochs]: set it in brackets after the name.",
        "learningRateSchedule | cosine(decay_steps=9, warm=1) | [cosine] has no setting [warm]; it"
            + " has [decay_steps, decay_epochs, alpha, warmup_target, warmup_steps,"
            + " warmup_epochs].",
        "metrics | accuracy2 | There is no metric [accuracy2]; there are [accuracy,"
            + " binary_accuracy, categorical_accuracy, sparse_categorical_accuracy,"
            + " top_k_categorical_accuracy, sparse_top_k_categorical_accuracy, precision, recall,"
            + " true_positives, true_negatives, false_positives, false_negatives, auc, f1_score,"
            + " fbeta_score, r2_score, root_mean_squared_error, sparse_categorical_crossentropy,"
            + " categorical_crossentropy, categorical_focal_crossentropy, binary_crossentropy,"
            + " binary_focal_crossentropy, kl_divergence, poisson, mean_squared_error,"
            + " mean_absolute_error, mean_absolute_percentage_error,"
            + " mean_squared_logarithmic_error, huber, log_cosh, cosine_similarity, hinge,"
            + " squared_hinge, categorical_hinge].",
        "metrics | top_k_categorical_accuracy(k=0) | [k] of [top_k_categorical_accuracy] is [0],"
            + " and must be a whole number from 1 to 2147483647.",
        "metrics | auc(class_id=3) | auc(class_id=3) needs an output with a unit of number 3;"
            + " output scores has shape [?, 3]. Units count from 0.",
      })
  void whatHasNoSuchName(String param, String value, String message) {
    if (param.equals("metrics")) {
      stage.setMetrics(value);
    } else {
      stage.set(param, value);
    }
    assertSaid("KerasClassifier net_1a2b: %s: %s".formatted(param, message));
  }

  @Test
  void scheduleThatWaitsForWhatIsNotMeasured() {
    stage.setLearningRateSchedule("reduce_on_plateau");
    assertSaid(
        "KerasClassifier net_1a2b: learningRateSchedule depends on metric [val_loss], which is not"
            + " measured; there is [loss, accuracy]. Set its monitor to one of these, or keep rows"
            + " to validate with.");
  }

  @Test
  void lossThatDoesNotFitTheHead() {
    stage
        .setModel(KerasModel.sequential(input(2), dense(1).activation("sigmoid").name("score")))
        .setLoss("sparse_categorical_crossentropy");
    assertSaid(
        "KerasClassifier net_1a2b: loss: sparse_categorical_crossentropy needs an output of at"
            + " least 2 units; output score has shape [?, 1]. Use binary_crossentropy, or another"
            + " loss or metric of single units, or give it more units.");
  }

  @Test
  void modelsThatCannotBeTrained() {
    assertSaid(
        new KerasClassifier("net_1a2b"),
        "KerasClassifier net_1a2b: no model is set; there is model, modelFile. Set one of these.");
    KerasTensor features = input(2).name("features").apply();
    KerasTensor one = dense(3).name("one").apply(features);
    KerasTensor other = dense(3).name("other").apply(features);
    stage.setModel(KerasModel.functional(List.of(features), List.of(one, other)));
    assertSaid(
        "KerasClassifier net_1a2b: the model does not have one input and one output; there is"
            + " [features FLOAT32 [?, 2]] and [one FLOAT32 [?, 3], other FLOAT32 [?, 3]]. Use"
            + " KerasEstimator.");
    stage.setModel(KerasModel.sequential(input(2), flatten()).named("flat"));
    assertSaid(
        "KerasClassifier net_1a2b: model: Model [flat] has no weight to train: all its layers are"
            + " frozen, or have none.");
    stage.setModel(
        KerasModel.sequential(input(2), dense(3).with("trainable", false)).named("frozen"));
    assertSaid(
        "KerasClassifier net_1a2b: model: Model [frozen] has no weight to train: all its layers are"
            + " frozen, or have none.");
    stage.setModel(KerasModel.sequential(input(2, 2), dense(3).name("scores")));
    assertSaid(
        "KerasClassifier net_1a2b: the network does not tell one class for each row; there is"
            + " scores FLOAT32 [?, 2, 3]. End it with outputs of shape [?, units], as of flatten()"
            + " and dense(units), or use KerasEstimator.");
  }

  @Test
  void classWeightsThatAreNotOnePerClass() {
    stage.setClassWeights(1, 2);
    assertSaid(
        "KerasClassifier net_1a2b: there are 2 class weights for 3 classes; there is scores FLOAT32"
            + " [?, 3]. Set classWeights to a weight for each class.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0, 2.0, -1.0", "0.0, 0.0, 0.0", "NaN, 1.0, 1.0", "1.0, Infinity, 1.0"})
  void classWeightsThatAreNoWeights(String texts) {
    double[] weights = Stream.of(texts.split(", ")).mapToDouble(Double::parseDouble).toArray();
    assertThatThrownBy(() -> stage.setClassWeights(weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "classWeights must be finite numbers >= 0, and not all 0, got [%s]".formatted(texts));
  }

  @Test
  void rowsToValidateWithChosenTwice() {
    stage.setValidationFraction(0.5).setValidationIndicatorCol("features");
    assertSaid(
        "KerasClassifier net_1a2b: rows to validate with are chosen twice; there is"
            + " validationIndicatorCol and validationFraction. Clear one of these.");
  }

  @Test
  void invalidRowsThatAreToBeKept() {
    stage.setHandleInvalid("keep");
    assertSaid(
        "KerasClassifier net_1a2b: handleInvalid: a row that is invalid cannot be trained on, so"
            + " handleInvalid cannot be keep. Set it to error or skip.");
  }

  // Columns

  @Test
  void columnsThatAreNotThere() {
    stage.setFeaturesCol("pixels");
    assertSaid(
        "KerasClassifier net_1a2b: there is no column [pixels]; there is [id, label, features]. Set"
            + " featuresCol to one of these.");
    stage.setFeaturesCol("features").setLabelCol("class");
    assertSaid(
        "KerasClassifier net_1a2b: there is no column [class]; there is [id, label, features]. Set"
            + " labelCol to one of these.");
    stage.setLabelCol("label").setWeightCol("w");
    assertSaid(
        "KerasClassifier net_1a2b: there is no column [w]; there is [id, label, features]. Set"
            + " weightCol to one of these.");
    stage.setWeightCol("id").setValidationIndicatorCol("v");
    assertSaid(
        "KerasClassifier net_1a2b: there is no column [v]; there is [id, label, features]. Set"
            + " validationIndicatorCol to one of these.");
  }

  @Test
  void columnsOfWrongTypes() {
    Dataset<Row> data = points.selectExpr("*", "'a' AS text");
    assertSaid(
        stage.setFeaturesCol("text"),
        data,
        "KerasClassifier net_1a2b: column [text] of type string cannot be fed to tensor [inputs/0:0"
            + " FLOAT32 [?, 2]]; there is widening of numbers and double to float, nothing else."
            + " Cast the column.");
    stage.setFeaturesCol("features").setLabelCol("text");
    assertSaid(
        stage,
        data,
        "KerasClassifier net_1a2b: column [text] cannot be a label; there is string. Number"
            + " the classes with StringIndexer.");
    stage.setLabelCol("label").setWeightCol("features");
    assertSaid(
        stage,
        data,
        "KerasClassifier net_1a2b: column [features] cannot be the weight; there is array<double>."
            + " Give a column of numbers, one for each row.");
    stage.clear(stage.weightCol());
    stage.setValidationIndicatorCol("label");
    assertSaid(
        stage,
        data,
        "KerasClassifier net_1a2b: column [label] cannot say which rows validate; there is double."
            + " Give a boolean column.");
  }

  @Test
  void vectorOfAWrongSize() {
    Dataset<Row> data =
        new VectorAssembler()
            .setInputCols(new String[] {"id", "label", "id"})
            .setOutputCol("three")
            .transform(points);
    stage.setFeaturesCol("three");
    assertSaid(
        stage,
        data,
        "KerasClassifier net_1a2b: column [three] of type vector cannot be fed to tensor"
            + " [inputs/0:0 FLOAT32 [?, 2]]; there is vectors of 3 values, and 2 are taken. Give"
            + " another column, or another model.");
  }

  // Rows

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "label + 1 | features | 1 | column [label]: the label 3 is not one of the classes 0 to 2."
            + " Classes are counted from 0: use StringIndexer, or subtract 1 from labels that begin"
            + " with 1. For more than 3 classes, give the network's output more units.",
        "label - 1 | features | 1 | column [label]: the label -1 is not one of the classes 0 to 2."
            + " Classes are counted from 0: number the labels with StringIndexer.",
        "label / 2 | features | 1 | column [label]: the label 0.5 is not one of the classes 0 to 2."
            + " Classes are whole numbers from 0: number the labels with StringIndexer, or train a"
            + " KerasRegressor where they are not classes.",
        "cast(label + 0.5 AS decimal(10,2)) | features | 1 | column [label]: the label 0.5 is not"
            + " one of the classes 0 to 2. Classes are whole numbers from 0: number the labels with"
            + " StringIndexer, or train a KerasRegressor where they are not classes.",
        "label | array(0D, 1D, 2D) | 1 | column [features]: the value has shape [3], and tensor"
            + " [inputs/0:0] takes [2]. Give cells of this shape, or feed a tensor that takes the"
            + " cells there are. If few rows are so, set handleInvalid to skip.",
      })
  void rowsThatToSkipDropsAClassOrAll(String label, String features, String weight, String reason) {
    assertRowSays(label, features, weight, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "double(null) | features | 1 | column [label]: the value is null",
        "cast(null AS decimal(10,2)) | features | 1 | column [label]: the value is null",
        "double('NaN') | features | 1 | column [label]: the label NaN is not one of the classes 0"
            + " to 2",
        "label | array(0, double('NaN')) | 1 | column [features]: the value has an element that is"
            + " not finite",
        "label | array(0, double('Infinity')) | 1 | column [features]: the value has an element"
            + " that is not finite",
        "label | array(0, double(null)) | 1 | column [features]: element 1 is null",
        "label | features | -0.5D | column [w]: the weight -0.5 is not a finite number from 0",
        "label | features | cast(-0.5 AS decimal(3,1)) | column [w]: the weight -0.5 is not a"
            + " finite number from 0",
      })
  void rowsThatCannotBeTrainedOn(String label, String features, String weight, String reason) {
    assertRowSays(
        label, features, weight, reason + ". Set handleInvalid to skip to drop such rows.");
  }

  private void assertRowSays(String label, String features, String weight, String said) {
    Dataset<Row> data =
        points
            .selectExpr(
                "id",
                "%s AS label".formatted(label),
                "%s AS features".formatted(features),
                "%s AS w".formatted(weight))
            .coalesce(1);
    stage.setWeightCol("w");
    Throwable thrown = SilentSpark.during(() -> catchThrowable(() -> stage.fit(data)));
    assertThat(thrown)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("Row \\d+ of partition 0 cannot be trained on: " + Pattern.quote(said))
        .hasCauseInstanceOf(SparkException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "string(label) | string | Number the classes with StringIndexer.",
        "label > 0 | boolean | Cast it to an integer: false is class 0 and true is class 1.",
        "current_date() | date | Give whole numbers from 0, such as StringIndexer makes of the"
            + " column as strings.",
        "array(label) | array<double> | Give one number for each row, from 0; for a label for each"
            + " output unit, use KerasEstimator.",
        "array(decimal(1)) | array<double> | Give one number for each row, from 0; for a label for"
            + " each output unit, use KerasEstimator."
      })
  void labelsThatAreNoClassIndexes(String label, String type, String advice) {
    assertSaid(
        stage,
        points.selectExpr("%s AS label".formatted(label), "features"),
        "KerasClassifier net_1a2b: column [label] cannot be a label; there is %s. %s"
            .formatted(type, advice));
  }

  @Test
  void theAdviceForLabelsWorks() {
    Dataset<Row> strings = points.selectExpr("'c' || int(label) AS name", "features");
    Dataset<Row> numbered =
        new StringIndexer()
            .setInputCol("name")
            .setOutputCol("label")
            .fit(strings)
            .transform(strings);
    assertThat(stage.fit(numbered).summary().epochs()).hasSize(1);
    Dataset<Row> fromOne = points.selectExpr("label + 1 AS label", "features");
    assertThat(stage.fit(fromOne.selectExpr("label - 1 AS label", "features")).summary().epochs())
        .hasSize(1);
  }

  @Test
  void labelsAndWeightsOfDecimalsTrainAsDoublesDo() {
    Dataset<Row> doubles = points.selectExpr("features", "label", "1.5D AS w", "id < 3 AS held");
    Dataset<Row> decimals =
        doubles.selectExpr(
            "features",
            "cast(label AS decimal(38,18)) AS label",
            "cast(w AS decimal(3,1)) AS w",
            "held");
    stage.setWeightCol("w").setValidationIndicatorCol("held").setEpochs(2).setIntraOpParallelism(1);
    assertThat(stage.fit(decimals).getModel().weights())
        .isEqualTo(stage.fit(doubles).getModel().weights());
  }

  @Test
  void noRowThatCanBeTrainedOn() {
    Dataset<Row> data = points.selectExpr("id", "label + 3 AS label", "features");
    assertThatThrownBy(() -> stage.setHandleInvalid("skip").fit(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "KerasClassifier net_1a2b: all rows are invalid; there is 12 invalid rows, one because"
                + " of column [label]: the label 3 is not one of the classes 0 to 2. Mend the data,"
                + " or set handleInvalid to error to see which row is the first.");
    assertFitSays(
        points.filter("id < 0"),
        "KerasClassifier net_1a2b: the data has no rows; there is nothing to train on. Fit on data"
            + " with rows.");
  }

  @Test
  void oneClassOnly() {
    assertFitSays(
        points.filter("label = 1"),
        "KerasClassifier net_1a2b: all labels in column [label] are the same class; there is class"
            + " 1 in 4 rows. Fit on rows of at least two of the classes 0 to 2.");
  }

  @Test
  void noRowToValidateWith() {
    stage.setValidationIndicatorCol("v");
    assertFitSays(
        points.selectExpr("*", "false AS v"),
        "KerasClassifier net_1a2b: no row is kept for validation; there is 12 rows to train on and"
            + " 0 to validate with. Set column [v] to true for some rows.");
    assertFitSays(
        points.selectExpr("*", "true AS v"),
        "KerasClassifier net_1a2b: all rows are kept for validation; there is 0 rows to train on"
            + " and 12 to validate with. Keep fewer rows for validation.");
    stage.clear(stage.validationIndicatorCol());
    stage.setValidationFraction(1e-9);
    assertFitSays(
        points,
        "KerasClassifier net_1a2b: no row is kept for validation; there is 12 rows to train on and"
            + " 0 to validate with. Keep a larger share of rows for validation, or fit on more"
            + " rows.");
  }

  @Test
  void batchesMayBeLargerThanTheData() {
    KerasClassificationModel model = stage.setBatchSize(1000).fit(points);
    assertThat(model.summary().epochs()).hasSize(1);
    assertThat(model.summary().epochs().get(0).rows()).isEqualTo(12);
  }

  private void assertSaid(String message) {
    assertSaid(stage, message);
  }

  private void assertSaid(KerasClassifier stage, String message) {
    assertSaid(stage, points, message);
  }

  private static void assertSaid(KerasClassifier stage, Dataset<Row> data, String message) {
    assertThatThrownBy(() -> stage.transformSchema(data.schema()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> stage.fit(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private void assertFitSays(Dataset<Row> data, String message) {
    assertThatThrownBy(() -> stage.fit(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
