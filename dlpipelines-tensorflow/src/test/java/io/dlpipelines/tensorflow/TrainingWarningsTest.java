package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.batchNormalization;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.keras.KerasLayers.rescaling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.CapturedLog;
import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.TrainingHistory;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is doubtful about a training is said in its history, with what to do, and only then. */
class TrainingWarningsTest extends SparkTest {
  private final Dataset<Row> plane = Points.plane(spark(), 40);
  private final Dataset<Row> classes = Points.threeClasses(spark(), 30);

  @Test
  void soundTrainingsHaveNoWarnings() {
    assertThat(regressor(linear()).setEpochs(3).fit(plane).summary().warnings()).isEmpty();
    KerasClassifier split = classifier().setEpochs(3).setValidationFraction(0.3);
    assertThat(split.fit(classes).summary().warnings()).isEmpty();
  }

  @Test
  void aLossThatIsNoNumberEndsTheTrainingAtItsStep() {
    TrainingHistory history =
        regressor(linear())
            .setOptimizer("sgd")
            .setLearningRate(1e30)
            .setEpochs(5)
            .fit(plane)
            .summary();
    assertThat(history.stoppedEarly()).isTrue();
    assertThat(history.epochs()).hasSize(1);
    assertThat(history.warnings()).hasSize(1);
    assertThat(history.warnings().get(0))
        .matches("the loss is (NaN|Infinity) at step [23] of epoch 1, so the training ends with .*")
        .endsWith(
            "so the training ends with its initial weights, and has learned nothing. Causes are a"
                + " learningRate that is too large (it is 1.0E30), features or targets of large"
                + " values, and logarithms or roots of numbers that are not positive. Set a lower"
                + " learningRate, set gradientClipNorm, or scale the data.");
    assertThat(history.toString()).contains("\nwarning: the loss is ");
    assertThat(TrainingHistory.fromJson(history.toJson())).isEqualTo(history);
  }

  @Test
  void aLossThatNeverChanges() {
    TrainingHistory history =
        regressor(linear())
            .setOptimizer("sgd")
            .setLearningRate(1e-30)
            .setEpochs(2)
            .fit(plane)
            .summary();
    assertThat(history.warnings()).hasSize(1);
    assertThat(history.warnings().get(0))
        .matches("the loss is \\S+ in all 2 epochs, so nothing was learned\\. .*")
        .endsWith(
            "Causes are a learningRate that is too small (it is 1.0E-30), and units whose"
                + " activation has no gradient for any row, such as relu of negative numbers. Set a"
                + " larger learningRate, or other initial weights by KerasModel.withSeed.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "array(a * 1e6, b) | label | the features in column [features] are large: ",
        "array(a * 1e-6, b * 1e-6) | label | the features in column [features] are small: ",
        "array(1D, 2D) | label | the features in column [features] are the same in all rows, so"
            + " there is nothing to learn from them. Check the query that makes the column.",
        "features | label * 1e6 | the targets in column [label] are large: ",
        "features | 3D | the targets in column [label] are the same in all rows, so there is"
            + " nothing to learn from them. Check the query that makes the column."
      })
  void dataThatIsHardToLearnFrom(String features, String label, String warning) {
    Dataset<Row> data =
        plane
            .selectExpr("features[0] AS a", "features[1] AS b", "features", "label")
            .selectExpr(
                "%s AS features".formatted(features), "double(%s) AS label".formatted(label));
    assertThat(regressor(linear()).fit(data).summary().warnings())
        .singleElement()
        .asString()
        .startsWith(warning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sigmoid | mean_squared_error | 5 * label | and output [out] ends with sigmoid, which gives"
            + " 0 to 1. Scale the targets to that range, or end the output without activation.",
        "relu | mean_absolute_error | -label | and output [out] ends with relu, which gives 0 or"
            + " more. Scale the targets to that range, or end the output without activation.",
        "softplus | poisson | -label | and poisson takes targets of 0 or more. Use"
            + " mean_squared_error, or another loss that takes negative targets.",
        "linear | mean_squared_logarithmic_error | -label | and mean_squared_logarithmic_error"
            + " takes targets of 0 or more. Use mean_squared_error, or another loss that takes"
            + " negative targets.",
        "sigmoid | binary_crossentropy | 5 * label | and binary_crossentropy takes targets from 0"
            + " to 1. Scale them, or use mean_squared_error for targets that are not"
            + " probabilities.",
        "tanh | hinge | 5 * label | and hinge takes targets -1 and 1, or 0 and 1. Give such"
            + " targets, or use another loss."
      })
  void targetsThatTheOutputOrTheLossCannotHave(
      String activation, String loss, String label, String warning) {
    KerasModel network =
        KerasModel.sequential(input(2), dense(1).activation(activation).name("out"));
    Dataset<Row> data = plane.selectExpr("features", "%s AS label".formatted(label));
    assertThat(regressor(network).setLoss(loss).fit(data).summary().warnings())
        .anySatisfy(
            each ->
                assertThat(each)
                    .startsWith("the targets in column [label] are from ")
                    .endsWith(warning));
  }

  @Test
  void scaledInputsMayBeLarge() {
    Dataset<Row> large = plane.selectExpr("transform(features, x -> x * 1e6) AS features", "label");
    for (KerasModel network :
        new KerasModel[] {
          KerasModel.sequential(input(2), rescaling(1e-6, 0), dense(1)),
          KerasModel.sequential(input(2), batchNormalization(), dense(1))
        }) {
      assertThat(regressor(network).fit(large).summary().warnings()).isEmpty();
    }
  }

  @Test
  void aClassThatIsOnlyValidatedWith() {
    Dataset<Row> data = classes.selectExpr("features", "label", "label = 2 AS held");
    try (CapturedLog log = CapturedLog.warnings(FittingStage.class)) {
      String warning =
          "class 2 is in 10 rows to validate with and in no row to train on, so that it is never"
              + " predicted. Split the rows so that each class is in both parts.";
      assertThat(classifier().setValidationIndicatorCol("held").fit(data).summary().warnings())
          .containsExactly(warning);
      assertThat(log.messages().stream().filter(line -> line.contains(warning))).hasSize(1);
    }
  }

  @Test
  void weightsThatAreAllZeroAreRefused() {
    Dataset<Row> data = classes.selectExpr("features", "label", "0.0 AS w");
    assertThatThrownBy(() -> classifier().setWeightCol("w").fit(data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "KerasClassifier net: all weights in column [w] are 0; there is 30 rows to train on,"
                + " none of which counts. Give rows that are to be learned from a weight above 0,"
                + " or clear weightCol.");
    Dataset<Row> two = classes.filter("label < 2");
    assertThatThrownBy(() -> classifier().setClassWeights(0, 0, 1).fit(two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "KerasClassifier net: the classes of all rows have weight 0; there is classWeights"
                + " [0.0, 0.0, 1.0] for rows of the classes [0, 1]. Give classes that are to be"
                + " learned a weight above 0, or clear classWeights.");
  }

  private static KerasModel linear() {
    return KerasModel.sequential(input(2), dense(1).name("out"));
  }

  private static KerasRegressor regressor(KerasModel network) {
    return new KerasRegressor("net").setModel(network).setEpochs(1).setSeed(1).setBatchSize(10);
  }

  private static KerasClassifier classifier() {
    return new KerasClassifier("net")
        .setModel(KerasModel.sequential(input(2), dense(3).activation("softmax")))
        .setEpochs(1)
        .setSeed(1);
  }
}
