package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Regressors find the plane that points lie on. */
class LearnedNumbersTest extends SparkTest {
  private final Dataset<Row> plane = Points.plane(spark(), 120);

  private static KerasRegressor stage(int units) {
    return new KerasRegressor()
        .setModel(KerasModel.sequential(input(2), dense(units).name("plane")))
        .setLearningRate(0.05)
        .setBatchSize(8)
        .setEpochs(20)
        .setSeed(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean_squared_error", "mean_absolute_error", "huber(delta=0.5)"})
  void planeIsFound(String loss) {
    KerasRegressionModel model =
        stage(1).setLoss(loss).setLearningRateSchedule("cosine(decay_epochs=20)").fit(plane);
    assertThat(FittedModels.weight(model.getModel(), "plane/kernel"))
        .containsExactly(new float[] {2, -1}, within(0.02f));
    assertThat(FittedModels.weight(model.getModel(), "plane/bias"))
        .containsExactly(new float[] {1}, within(0.02f));
    double error = new RegressionEvaluator().setMetricName("rmse").evaluate(model.transform(plane));
    assertThat(error).isLessThan(0.01);
  }

  @Test
  void twoPlanesAtOnce() {
    Dataset<Row> two = plane.selectExpr("features", "array(label, 3 - label) AS label");
    KerasRegressionModel model = stage(2).setMetrics("r2_score").fit(two);
    for (Row row : model.transform(two).limit(5).collectAsList()) {
      double[] label = Frames.elements(row.getAs("label"));
      assertThat(row.<Vector>getAs("prediction").toArray()).containsExactly(label, within(0.1));
    }
    assertThat(model.summary().bestOrThrow("r2_score").metricOrThrow("r2_score"))
        .isGreaterThan(0.99);
  }
}
