package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.dlpipelines.battery.CapturedLog;
import io.dlpipelines.battery.SilentSpark;
import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.runtime.TestHandles;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * Graphs that ask for more memory than any machine has, unless they are fed few rows. Each time
 * TensorFlow waits ten seconds for memory to be given back.
 */
class OutOfMemoryTest extends SparkTest {
  private static final int ROWS = 50;
  private static final String ALLOW_STAGING = "spark.dlpipelines.allowUnsafeOps";

  @AfterEach
  void forbidStaging() {
    spark().conf().unset(ALLOW_STAGING);
  }

  @Test
  void rowsAreScoredInBatchesThatFitAndAWarningOfOneLineSaysSo() {
    Dataset<Row> scored = score(fitsRows(4), 8);
    try (CapturedLog log = CapturedLog.warnings("io.dlpipelines.scoring.DeviceMemory")) {
      List<Row> rows = scored.collectAsList();
      assertThat(rows).hasSize(ROWS);
      for (int i = 0; i < ROWS; i++) {
        assertThat(rows.get(i).getLong(0)).isEqualTo(i);
        assertThat(rows.get(i).<Float>getList(2)).containsExactly(2f * i, 2f);
      }
      assertThat(log.messages())
          .singleElement(STRING)
          .startsWith(
              "A batch of 8 rows did not fit into the memory of the device: OOM when allocating"
                  + " tensor with shape[65536,65536,65536] and type uint8 on ")
          .endsWith(
              ". At most 4 rows are scored at once from now on. Set batchSize to that, or give the"
                  + " task more of the device (gpuMemoryFraction, spark.task.resource.gpu.amount).")
          .doesNotContain("\n");
    }
    assertThat(counted(scored, "numHalvedBatches")).isEqualTo(1);
    assertThat(counted(scored, "numBatches")).isEqualTo((ROWS + 3) / 4);
    assertThat(ScoredPlans.metric(scored, "numHalvedBatches")).as("of a later query").isZero();
    assertThat(TestHandles.liveAfterClosingIdle()).isZero();
  }

  @Test
  void aRowThatDoesNotFitIsNamedWithWhatTensorFlowSays() {
    Dataset<Row> scored = score(fitsRows(0), 1);
    Throwable failure = SilentSpark.during(() -> catchThrowable(scored::collectAsList));
    assertThat(failure)
        .hasStackTraceContaining(
            "A single row does not fit into the memory of the device, fed as tensor [x:0] with"
                + " shape [1, 2]: ")
        .hasStackTraceContaining("OOM when allocating tensor with shape[65536,65536,65536]");
    assertThat(TestHandles.liveAfterClosingIdle()).isZero();
  }

  @Test
  void aStepThatDoesNotFitIsMadeOfTheGradientsOfHalvesAndTheLogSaysSo() {
    TFEstimator estimator =
        TrainableGraphs.estimator().setLossTensor("limited").setBatchSize(8).setShuffle(false);
    Dataset<Row> rows = trainingRows();
    List<Double> whole = losses(estimator.setGraph(limited(20)), rows);
    try (CapturedLog log =
        CapturedLog.warnings("io.dlpipelines.tensorflow.training.NetworkTraining")) {
      List<Double> halved = losses(estimator.setGraph(limited(4)), rows);
      for (int epoch = 0; epoch < 5; epoch++) {
        assertThat(halved.get(epoch)).isCloseTo(whole.get(epoch), within(1e-6));
      }
      assertThat(log.messages())
          .singleElement(STRING)
          .startsWith(
              "linear: A training step of 8 rows does not fit into the memory of the device: ")
          .contains("From now on it is computed from parts of at most 4 rows.");
    }
    assertThat(TestHandles.liveAfterClosingIdle()).isZero();
  }

  @Test
  void aStepOfTheGraphsOwnThatDoesNotFitSaysWhatToSet() {
    TFEstimator estimator =
        TrainableGraphs.estimator()
            .setLossTensor("limited")
            .setGraph(limited(4))
            .setBatchSize(8)
            .setTrainOp("train");
    estimator.clear(estimator.optimizer()).clear(estimator.learningRate());
    Dataset<Row> rows = trainingRows();
    Throwable failure = SilentSpark.during(() -> catchThrowable(() -> estimator.fit(rows)));
    assertThat(failure)
        .hasStackTraceContaining(
            "A training step of 8 rows does not fit into the memory of the device: ")
        .hasStackTraceContaining("changes its variables itself (trainOp). Set batchSize to less.");
    assertThat(losses(estimator.setBatchSize(4), rows)).hasSize(5);
    assertThat(TestHandles.liveAfterClosingIdle()).isZero();
  }

  private static List<Double> losses(TFEstimator estimator, Dataset<Row> rows) {
    return estimator.fit(rows).summary().epochs().stream()
        .map(epoch -> epoch.metrics().get("loss"))
        .toList();
  }

  private static Dataset<Row> trainingRows() {
    spark().conf().set(ALLOW_STAGING, true);
    return spark()
        .range(0, 20, 1, 1)
        .selectExpr(
            "array(double(id) / 10, double(id % 3)) AS features", "double(id % 2) AS label");
  }

  /** A linear model whose errors need an area that has no room for more rows. */
  private static TFInputGraph limited(int most) {
    return TFInputGraph.build(
        tf -> {
          TrainableGraphs.linear(tf);
          Operand<TFloat32> errors = StagedRows.tensor(tf, "errors");
          StagedRows.limit(tf, errors, most).withName("limited").identity(errors);
        });
  }

  /** In the last run. */
  private static long counted(Dataset<Row> scored, String metric) {
    return ScoredPlans.scoringNodes(scored).get(0).metrics().apply(metric).value();
  }

  private static Dataset<Row> score(TFInputGraph graph, int batchSize) {
    return new TFTransformer()
        .setGraph(graph)
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "y"))
        .setOutputMode("array")
        .setBatchSize(batchSize)
        .transform(spark().range(0, ROWS, 1, 1).selectExpr("id", "array(float(id), 1f) AS x"));
  }

  /** Doubles rows, beside an allocation of 2^48 bytes if there are more than {@code most}. */
  private static TFInputGraph fitsRows(int most) {
    return TFInputGraph.build(
        tf -> {
          Placeholder<TFloat32> x =
              tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
          tf.withControlDependencies(memory(tf, x, most))
              .withName("y")
              .math
              .mul(x, tf.constant(2f));
        });
  }

  private static Op memory(Ops tf, Operand<TFloat32> x, int most) {
    Operand<TInt32> rows = tf.gather(tf.shape(x), tf.constant(0), tf.constant(0));
    Operand<TInt32> side =
        tf.select(tf.math.greater(rows, tf.constant(most)), tf.constant(1 << 16), tf.constant(1));
    return tf.empty(tf.stack(List.of(side, side, side)), TUint8.class);
  }
}
