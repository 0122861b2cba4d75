package io.dlpipelines.tensorflow.training;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.KerasClassificationModel;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** A fit against the same training in float64: rows, weights of rows and batches, all the way. */
class FitReferenceTest extends SparkTest {
  private static final int ROWS = 18;
  private static final int BATCH = 4;

  @Test
  void fitsAsTheReferenceDoes() {
    KerasModel network =
        KerasModel.sequential(
            input(2),
            dense(4).activation("tanh").name("hidden"),
            dense(3).activation("softmax").name("out"));
    Dataset<Row> rows =
        spark()
            .range(0, ROWS, 1, 1)
            .selectExpr(
                "array((id * 7 % 11) / 8d, (id * 5 % 13) / 8d) AS features",
                "double(id % 3) AS label", "0.5d + id % 2 AS weight");
    KerasClassificationModel fitted =
        new KerasClassifier()
            .setModel(network)
            .setOptimizer("adam")
            .setLearningRate(0.05)
            .setBatchSize(BATCH)
            .setEpochs(1)
            .setShuffle(false)
            .setWeightCol("weight")
            .fit(rows);

    PlainNetwork plain =
        new PlainNetwork(
            PlainNetwork.Head.SOFTMAX,
            PlainLoss.of("sparse_categorical_crossentropy", Map.of()),
            PlainNetwork.Penalties.NONE,
            weights(network));
    double loss = train(plain, rows.collectAsList());
    assertThat(fitted.summary().epochs().get(0).metricOrThrow("loss"))
        .isCloseTo(loss, within(1e-5));
    List<double[]> found = weights(fitted.getModel());
    for (int index = 0; index < found.size(); index++) {
      assertThat(found.get(index))
          .as(PlainNetwork.WEIGHTS.get(index))
          .containsExactly(plain.weights().get(index), within(1e-5));
    }
  }

  private static double train(PlainNetwork plain, List<Row> rows) {
    List<PlainOptimizer> optimizers =
        plain.weights().stream().map(each -> PlainOptimizer.of("adam", Map.of())).toList();
    double sum = 0;
    for (int from = 0; from < ROWS; from += BATCH) {
      List<Row> batch = rows.subList(from, Math.min(from + BATCH, ROWS));
      PlainNetwork.Derived derived =
          plain.derive(
              batch.stream()
                  .map(row -> row.<Double>getList(0).stream().mapToDouble(each -> each).toArray())
                  .toArray(double[][]::new),
              batch.stream()
                  .map(
                      row ->
                          IntStream.range(0, 3)
                              .mapToDouble(each -> each == row.getDouble(1) ? 1 : 0)
                              .toArray())
                  .toArray(double[][]::new),
              batch.stream().mapToDouble(row -> row.getDouble(2)).toArray(),
              batch.size());
      sum += derived.loss() * batch.size();
      for (int index = 0; index < optimizers.size(); index++) {
        optimizers
            .get(index)
            .step(plain.weights().get(index), derived.gradients().get(index), 0.05, 0);
      }
    }
    return sum / ROWS;
  }

  private static List<double[]> weights(KerasModel network) {
    List<double[]> all = new ArrayList<>();
    for (String key : PlainNetwork.WEIGHTS) {
      WeightValue weight = network.weights().get(key);
      all.add(
          IntStream.range(0, weight.floats().remaining())
              .mapToDouble(at -> weight.floats().get(at))
              .toArray());
    }
    return all;
  }
}
