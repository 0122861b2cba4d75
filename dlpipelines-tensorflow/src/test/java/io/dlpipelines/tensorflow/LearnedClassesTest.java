package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.batchNormalization;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dropout;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasLayer;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classifiers learn what there is to learn; single steps are those that one computes by hand. */
class LearnedClassesTest extends SparkTest {
  private final Dataset<Row> points = Points.threeClasses(spark(), 96);

  private static KerasModel net() {
    return KerasModel.sequential(
        input(2), dense(8).activation("tanh"), dense(3).activation("softmax"));
  }

  private static KerasClassifier stage(KerasModel net) {
    return new KerasClassifier().setModel(net).setSeed(1).setIntraOpParallelism(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adadelta | 1",
        "adagrad | 0.3",
        "adam | 0.03",
        "adamax | 0.05",
        "adamw | 0.03",
        "ftrl | 0.3",
        "lamb | 0.03",
        "lion | 0.01",
        "nadam | 0.03",
        "rmsprop(centered=true) | 0.02",
        "sgd | 0.3",
        "sgd(momentum=0.9, nesterov=true) | 0.05",
      })
  void everyOptimizerLearns(String optimizer, double learningRate) {
    KerasClassificationModel model =
        stage(net())
            .setOptimizer(optimizer)
            .setLearningRate(learningRate)
            .setBatchSize(8)
            .setEpochs(12)
            .fit(points);
    assertThat(FittedModels.accuracy(model, points)).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void logitsLearnAsProbabilitiesDo() {
    Dataset<Row> two = points.filter("label < 2");
    KerasClassifier fitting = stage(single("sigmoid")).setLearningRate(0.1).setEpochs(6);
    KerasClassificationModel probabilities = fitting.fit(two);
    KerasClassificationModel logits = fitting.setModel(single("linear")).fit(two);
    assertThat(FittedModels.accuracy(probabilities, two)).isEqualTo(1);
    assertThat(FittedModels.weight(logits.getModel(), "score/kernel"))
        .containsExactly(
            FittedModels.weight(probabilities.getModel(), "score/kernel"), within(1e-5f));
    List<Row> expected = probabilities.transform(two).select("probability").collectAsList();
    List<Row> told = logits.transform(two).select("probability").collectAsList();
    for (int row = 0; row < told.size(); row++) {
      assertThat(told.get(row).<Vector>getAs(0).toArray())
          .containsExactly(expected.get(row).<Vector>getAs(0).toArray(), within(1e-5));
    }
  }

  private static KerasModel single(String activation) {
    return KerasModel.sequential(input(2), zeros(dense(1)).activation(activation).name("score"));
  }

  private static KerasLayer zeros(KerasLayer layer) {
    return layer.with("kernel_initializer", "zeros");
  }

  /**
   * From zeros each class has probability 1/3, so a step of size 1 takes the biases to the mean of
   * smoothed labels less that: {@code 0.7 share + 0.1 - 1/3}.
   */
  @Test
  void smoothedLabels() {
    Dataset<Row> uneven = points.filter("label = 0 OR id < 48");
    double count = uneven.count();
    KerasModel net =
        KerasModel.sequential(input(2), zeros(dense(3)).activation("softmax").name("scores"));
    KerasClassificationModel model =
        oneStep(net).setLoss("categorical_crossentropy(label_smoothing=0.3)").fit(uneven);
    float[] bias = FittedModels.weight(model.getModel(), "scores/bias");
    for (int label = 0; label < 3; label++) {
      double share = uneven.filter("label = " + label).count() / count;
      assertThat(bias[label]).isEqualTo((float) (0.7 * share + 0.1 - 1 / 3.0), within(1e-6f));
    }
  }

  private static KerasClassifier oneStep(KerasModel net) {
    return stage(net).setOptimizer("sgd").setLearningRate(1).setBatchSize(1000).setEpochs(1);
  }

  /** From zeros the probability is 1/2, so a step of size 1 goes by the mean of w (y - 1/2) x. */
  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void weightsOfClassesAndOfRows(boolean ofClasses, boolean ofRows) {
    Dataset<Row> two = points.filter("label < 2").withColumn("w", points.col("id").divide(10));
    KerasClassifier stage = oneStep(single("sigmoid"));
    if (ofClasses) {
      stage.setClassWeights(0.5, 3);
    }
    if (ofRows) {
      stage.setWeightCol("w");
    }
    double bias = 0;
    double[] kernel = new double[2];
    List<Row> rows = two.collectAsList();
    for (Row row : rows) {
      double label = row.getAs("label");
      double weight =
          (ofClasses ? label == 0 ? 0.5 : 3 : 1) * (ofRows ? row.<Double>getAs("w") : 1);
      double step = weight * (label - 0.5) / rows.size();
      bias += step;
      double[] features = Frames.elements(row.getAs("features"));
      kernel[0] += step * features[0];
      kernel[1] += step * features[1];
    }
    KerasModel fitted = stage.fit(two).getModel();
    assertThat(FittedModels.weight(fitted, "score/bias"))
        .containsExactly(new float[] {(float) bias}, within(1e-5f));
    assertThat(FittedModels.weight(fitted, "score/kernel"))
        .containsExactly(new float[] {(float) kernel[0], (float) kernel[1]}, within(1e-5f));
  }

  @Test
  void dropoutDoesNotKeepFromLearning() {
    KerasModel net =
        KerasModel.sequential(
            input(2),
            dense(32).activation("relu"),
            dropout(0.3),
            batchNormalization(),
            dense(3).activation("softmax"));
    KerasClassifier stage = stage(net).setLearningRate(0.02).setBatchSize(8).setEpochs(8);
    assertThat(FittedModels.accuracy(stage.fit(points), points)).isGreaterThanOrEqualTo(0.98);
  }

  /** After one batch they are {@code momentum * first + (1 - momentum) * of the batch}. */
  @Test
  void movingAveragesComeWithTheModel() {
    KerasModel net =
        KerasModel.sequential(
            input(2),
            batchNormalization().with("momentum", 0.75).name("norm"),
            dense(3).activation("softmax"));
    KerasModel fitted = oneStep(net).fit(points).getModel();
    float[] mean = FittedModels.weight(fitted, "norm/moving_mean");
    float[] variance = FittedModels.weight(fitted, "norm/moving_variance");
    for (int axis = 0; axis < 2; axis++) {
      String value = "features[%d]".formatted(axis);
      Row moments =
          points.selectExpr("avg(%s)".formatted(value), "var_pop(%s)".formatted(value)).first();
      assertThat(mean[axis]).isEqualTo((float) (0.25 * moments.getDouble(0)), within(1e-6f));
      assertThat(variance[axis])
          .isEqualTo((float) (0.75 + 0.25 * moments.getDouble(1)), within(1e-5f));
    }
  }
}
