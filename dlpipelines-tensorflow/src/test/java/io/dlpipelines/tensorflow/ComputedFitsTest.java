package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.batchNormalization;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stages that train in lower precision, or by XLA. */
class ComputedFitsTest extends SparkTest {

  @TempDir Path folder;

  private static KerasClassifier classifier(int epochs) {
    return new KerasClassifier("computed")
        .setModel(
            KerasModel.sequential(
                    input(2),
                    dense(8).activation("relu"),
                    batchNormalization(),
                    dense(3).activation("softmax"))
                .withSeed(3))
        .setLearningRate(0.02)
        .setBatchSize(7)
        .setEpochs(epochs)
        .setIntraOpParallelism(1)
        .setSeed(5);
  }

  private static KerasClassificationModel fit(KerasClassifier classifier) {
    return classifier.fit(Points.threeClasses(spark(), 60));
  }

  @ParameterizedTest
  @CsvSource({"float16, false", "bfloat16, false", "float32, true", "float16, true"})
  void learnsAndTheModelComputesAlike(String precision, boolean xla) {
    KerasClassificationModel exact = fit(classifier(10));
    KerasClassificationModel model =
        fit(
            classifier(10)
                .setPrecision(precision)
                .setXla(xla)
                .setDevice("cpu")
                .setGpuMemoryFraction(0.75));
    assertThat(model.getPrecision()).isEqualTo(precision);
    assertThat(model.getXla()).isEqualTo(xla);
    assertThat(model.getGpuMemoryFraction()).isEqualTo(0.75);
    assertThat(model.getDevice()).isEqualTo("cpu");
    if (!precision.equals("float32")) {
      assertThat(model.getModel().weights()).isNotEqualTo(exact.getModel().weights());
    }
    Dataset<Row> rows = Points.threeClasses(spark(), 60);
    assertThat(FittedModels.accuracy(model, rows)).isEqualTo(1);
    assertThat(FittedModels.crossentropy(model, rows))
        .isCloseTo(FittedModels.crossentropy(exact, rows), within(0.02));
  }

  @ParameterizedTest
  @ValueSource(strings = {"float16", "bfloat16"})
  void aTrainingThatGoesOnGivesWhatOneInOnePieceGives(String precision) {
    KerasClassificationModel whole = fit(classifier(5).setPrecision(precision));
    String checkpoints = folder.resolve("checkpoints").toString();
    fit(classifier(2).setPrecision(precision).setCheckpointDir(checkpoints));
    KerasClassificationModel resumed =
        fit(classifier(5).setPrecision(precision).setCheckpointDir(checkpoints));
    assertThat(resumed.getModel().weights()).isEqualTo(whole.getModel().weights());
  }

  /** What was trained in another precision is another training. */
  @Test
  void aTrainingInAnotherPrecisionDoesNotGoOn() {
    String checkpoints = folder.resolve("checkpoints").toString();
    fit(classifier(2).setCheckpointDir(checkpoints));
    KerasClassificationModel low = fit(classifier(2).setPrecision("bfloat16"));
    assertThat(
            fit(classifier(2).setPrecision("bfloat16").setCheckpointDir(checkpoints))
                .getModel()
                .weights())
        .isEqualTo(low.getModel().weights());
  }

  @ParameterizedTest
  @CsvSource({"float16, false", "bfloat16, false", "float32, true", "float16, true"})
  void graphsWithVariables(String precision, boolean xla) {
    Dataset<Row> rows = Points.plane(spark(), 100);
    List<double[]> models =
        List.of(
            predicted(TrainableGraphs.estimator(), rows),
            predicted(TrainableGraphs.estimator().setPrecision(precision).setXla(xla), rows));
    assertThat(models.get(1)).contains(models.get(0), within(0.05));
    if (!precision.equals("float32")) {
      assertThat(models.get(1)).isNotEqualTo(models.get(0));
    }
  }

  private static double[] predicted(TFEstimator estimator, Dataset<Row> rows) {
    TFModel model = estimator.setEpochs(3).fit(rows);
    assertThat(model.getPrecision()).isEqualTo(estimator.getPrecision());
    return model.transform(rows).select("predicted").collectAsList().stream()
        .mapToDouble(row -> row.get(0) instanceof Vector v ? v.apply(0) : row.getFloat(0))
        .toArray();
  }

  @Test
  void ownTrainOpTrainsInBfloat16AndNotInFloat16() {
    Dataset<Row> rows = Points.plane(spark(), 100);
    TFEstimator own =
        new TFEstimator("own")
            .setGraph(TFInputGraph.build(TrainableGraphs::linear))
            .setInputMapping(Map.of("features", "x"))
            .setLabelMapping(Map.of("label", "y"))
            .setOutputMapping(Map.of("prediction", "predicted"))
            .setLossTensor("errors")
            .setTrainOp("train")
            .setBatchSize(8)
            .setIntraOpParallelism(1);
    assertThat(predicted(own.copy(ParamMap.empty()), rows))
        .isNotEqualTo(predicted(own.setPrecision("bfloat16"), rows));
    assertThatThrownBy(() -> own.setPrecision("float16").fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "TFEstimator own: gradients in float16 need a loss that is scaled, and trainOp has its"
                + " own; there is precision float16. Set precision to bfloat16, or clear trainOp,"
                + " so that optimizer changes the variables.");
  }
}
