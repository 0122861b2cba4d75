package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.TrainableGraphs.estimator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.training.EpochResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.op.Ops;

class TFEstimatorFitTest extends SparkTest {
  private static final int ROWS = 40;

  @TempDir private Path folder;

  /** The plane that a model predicts: at the origin, and how it rises along both axes. */
  private double[] learned(TFModel model) {
    List<Row> rows =
        model
            .transform(
                spark()
                    .sql(
                        "SELECT 0 AS id, array(0D, 0D) AS features UNION ALL"
                            + " SELECT 1, array(1D, 0D) UNION ALL SELECT 2, array(0D, 1D)"))
            .orderBy("id")
            .collectAsList();
    double base = rows.get(0).<Float>getAs("predicted");
    return new double[] {
      rows.get(1).<Float>getAs("predicted") - base,
      rows.get(2).<Float>getAs("predicted") - base,
      base
    };
  }

  /** The same by a plain loop over the rows in their order, in double precision. */
  private static double[] descended(Dataset<Row> data, int steps, double rate, double decay) {
    List<Row> rows = data.orderBy("id").collectAsList();
    double[] weights = new double[3];
    for (int step = 0; step < steps; step++) {
      double[] gradient = new double[3];
      for (Row row : rows) {
        List<Double> x = row.getList(row.fieldIndex("features"));
        double error =
            weights[0] * x.get(0)
                + weights[1] * x.get(1)
                + weights[2]
                - row.<Number>getAs("label").doubleValue();
        gradient[0] += 2 * error * x.get(0) / rows.size();
        gradient[1] += 2 * error * x.get(1) / rows.size();
        gradient[2] += 2 * error / rows.size();
      }
      for (int index = 0; index < 3; index++) {
        weights[index] -= rate * (gradient[index] + decay * weights[index]);
      }
    }
    return weights;
  }

  static Stream<Arguments> waysToTrain() {
    Consumer<Ops> resources = TrainableGraphs::linear;
    Consumer<Ops> references = TrainableGraphs::oldLinear;
    return Stream.of(resources, references)
        .flatMap(
            graph ->
                Stream.of(
                    Arguments.of(graph, "errors", false),
                    Arguments.of(graph, "error", false),
                    Arguments.of(graph, "error", true)));
  }

  private static TFEstimator fullBatch(Consumer<Ops> graph, String loss, boolean own) {
    TFEstimator estimator =
        estimator().setGraph(TFInputGraph.build(graph)).setLossTensor(loss).setBatchSize(ROWS);
    if (own) {
      estimator.clear(estimator.optimizer());
      estimator.clear(estimator.learningRate());
      estimator.setTrainOp("train");
    }
    return estimator;
  }

  @ParameterizedTest
  @MethodSource("waysToTrain")
  void fiveStepsAreThoseOfTheFormula(Consumer<Ops> graph, String loss, boolean own) {
    Dataset<Row> rows = Points.plane(spark(), ROWS);
    TFModel model = fullBatch(graph, loss, own).setEpochs(5).fit(rows);
    assertThat(learned(model))
        .containsExactly(descended(rows, 5, TrainableGraphs.OWN_RATE, 0), within(1e-5));
  }

  @ParameterizedTest
  @MethodSource("waysToTrain")
  void learnsThePlane(Consumer<Ops> graph, String loss, boolean own) {
    TFEstimator estimator = fullBatch(graph, loss, own).setBatchSize(4).setEpochs(200);
    TFModel model = estimator.setMetrics("distance", "close").fit(Points.plane(spark(), ROWS));
    assertThat(learned(model)).containsExactly(new double[] {2, -1, 1}, within(0.02));
    Map<String, Double> last = last(model);
    assertThat(last.keySet()).containsExactly("loss", "distance", "close");
    assertThat(last.get("close")).isEqualTo(1);
    assertThat(last.get("distance")).isLessThan(0.02);
  }

  private static Map<String, Double> last(TFModel fitted) {
    List<EpochResult> epochs = fitted.summary().epochs();
    return epochs.get(epochs.size() - 1).metrics();
  }
}
