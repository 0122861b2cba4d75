package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dropout;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.EpochResult;
import io.dlpipelines.training.TrainingHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What seeds, validation, early stopping and divergence do to a training. */
class TrainingRunsTest extends SparkTest {
  private final Dataset<Row> points = Points.threeClasses(spark(), 96);

  private static KerasModel net() {
    return KerasModel.sequential(
        input(2), dense(16).activation("tanh"), dropout(0.2), dense(3).activation("softmax"));
  }

  private static KerasClassifier stage() {
    return new KerasClassifier()
        .setModel(net())
        .setLearningRate(0.02)
        .setBatchSize(8)
        .setEpochs(5)
        .setSeed(1)
        .setIntraOpParallelism(1);
  }

  @Test
  void sameSeedSameWeights() {
    KerasModel first = stage().fit(points).getModel();
    KerasModel second = stage().fit(points).getModel();
    KerasModel other = stage().setSeed(2).fit(points).getModel();
    assertThat(second.weights()).isEqualTo(first.weights());
    assertThat(other.weights()).isNotEqualTo(first.weights());
  }

  /** Every fourth point validates. */
  private Dataset<Row> split() {
    return points.selectExpr("*", "id % 4 = 0 AS validates");
  }

  @Test
  void validationIsWhatTheModelScores() {
    KerasClassificationModel model = stage().setValidationIndicatorCol("validates").fit(split());
    Dataset<Row> kept = split().filter("validates");
    EpochResult last = model.summary().epochs().get(4);
    assertThat(last.rows()).isEqualTo(72);
    assertThat(last.metricOrThrow("val_loss"))
        .isEqualTo(FittedModels.crossentropy(model, kept), within(1e-5));
    assertThat(last.metricOrThrow("val_accuracy"))
        .isEqualTo(FittedModels.accuracy(model, kept), within(1e-5));
  }

  @Test
  void shareOfRowsIsKeptToValidateWith() {
    KerasClassificationModel model = stage().setValidationFraction(0.25).fit(points);
    assertThat(model.summary().epochs().get(0).rows()).isBetween(58L, 86L);
    assertThat(model.summary().metricNames())
        .containsExactly("loss", "accuracy", "val_loss", "val_accuracy");
  }

  /** Rows to validate with are labelled wrongly, so that learning soon makes it worse. */
  @Test
  void earlyStoppingGivesTheBestWeights() {
    Dataset<Row> misleading =
        split()
            .selectExpr(
                "id",
                "features",
                "validates",
                "IF(validates AND id % 8 = 0, (label + 1) % 3, label) AS label");
    KerasClassifier stage = stage().setValidationIndicatorCol("validates").setEpochs(30);
    KerasClassificationModel stopped = stage.setEarlyStoppingPatience(3).fit(misleading);
    TrainingHistory history = stopped.summary();
    int best = history.bestOrThrow("val_loss").epoch();
    assertThat(history.stoppedEarly()).isTrue();
    assertThat(history.epochs()).hasSize(best + 3);

    KerasClassificationModel untilBest =
        stage.setEarlyStoppingPatience(0).setEpochs(best).fit(misleading);
    assertThat(stopped.getModel().weights()).isEqualTo(untilBest.getModel().weights());
    assertThat(FittedModels.crossentropy(stopped, misleading.filter("validates")))
        .isEqualTo(history.bestOrThrow("val_loss").metricOrThrow("val_loss"), within(1e-5));
  }

  /** In the first epoch already, between its steps, or by its only step. */
  @ParameterizedTest
  @ValueSource(ints = {8, 1000})
  void divergenceEndsWithFiniteWeights(int batchSize) {
    KerasClassificationModel model =
        stage()
            .setOptimizer("sgd")
            .setLearningRate(1e38)
            .setBatchSize(batchSize)
            .fit(points.selectExpr("label", "transform(features, x -> 1000 * x) AS features"));
    assertThat(FittedModels.isFinite(model.getModel())).isTrue();
    assertThat(model.summary().epochs().size()).isLessThan(5);
    assertThat(model.summary().stoppedEarly()).isTrue();
  }

  /** The loss is that before the only step, which takes the weights to infinity. */
  @Test
  void lastStepThatDivergesIsNotKept() {
    KerasModel net = KerasModel.sequential(input(2), dense(1));
    Dataset<Row> steep = Points.plane(spark(), 40).selectExpr("features", "1e6 * label AS label");
    KerasRegressor stage =
        new KerasRegressor().setModel(net).setOptimizer("sgd").setLearningRate(1e38);
    KerasRegressionModel model = stage.setBatchSize(40).setEpochs(1).fit(steep);
    assertThat(model.summary().stoppedEarly()).isTrue();
    assertThat(model.getModel().weights()).isEqualTo(net.weights());
  }

  @Test
  void historyIsSavedWithTheModel(@TempDir Path folder) throws IOException {
    KerasClassificationModel model = stage().fit(points);
    model.save(folder.resolve("model").toString());
    KerasClassificationModel loaded =
        KerasClassificationModel.load(folder.resolve("model").toString());
    assertThat(loaded.summary()).isEqualTo(model.summary());
    List<Row> rows = loaded.summary().toDataset(spark()).collectAsList();
    assertThat(rows).hasSize(5);
    assertThat(rows.get(4).<Double>getAs("accuracy"))
        .isEqualTo(model.summary().epochs().get(4).metricOrThrow("accuracy"));
  }
}
