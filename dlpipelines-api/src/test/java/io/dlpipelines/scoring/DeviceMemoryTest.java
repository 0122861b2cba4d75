package io.dlpipelines.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.CapturedLog;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Tasks on a device whose memory is too small for their batches. */
class DeviceMemoryTest extends ScoringTest {

  @Test
  void aTaskGoesOnWithTheRowsThatFit() {
    Dataset<Row> scored = score(evenRows(1), spec(8, 1, 3));
    assertThat(scored.collectAsList())
        .isEqualTo(score(evenRows(1), spec(8, 1, 99)).collectAsList());
    assertThat(metric(scored, "numHalvedBatches")).isEqualTo(2);
    assertThat(metric(scored, "numBatches")).isEqualTo(ROWS / 2);
    assertThat(metric(scored, "numOutputRows")).isEqualTo(ROWS);
    assertThat(List.copyOf(JavaEngine.SHAPES).subList(0, ROWS / 2)).containsOnly("[2, 2]");
  }

  @Test
  void batchesUnderWayAtOnceAreHalvedToo() {
    Dataset<Row> scored = score(evenRows(1), spec(8, 2, 3));
    assertThat(scored.collectAsList())
        .isEqualTo(score(evenRows(1), spec(8, 1, 99)).collectAsList());
    assertThat(metric(scored, "numHalvedBatches")).isBetween(2L, 4L);
    assertThat(Collections.frequency(List.copyOf(JavaEngine.SHAPES), "[2, 2]")).isEqualTo(ROWS / 2);
  }

  @Test
  void batchesThatFitAreNotHalved() {
    Dataset<Row> scored = score(evenRows(1), spec(8, 1, 8));
    scored.collectAsList();
    assertThat(metric(scored, "numHalvedBatches")).isZero();
  }

  @Test
  void laterTasksBeginWithTheRowsThatFit() {
    score(evenRows(1), spec(8, 1, 3)).collectAsList();
    JavaEngine.SHAPES.clear();
    Dataset<Row> again = score(evenRows(2), spec(8, 1, 3));
    assertThat(again.collectAsList()).hasSize(ROWS);
    assertThat(metric(again, "numHalvedBatches")).isZero();
    assertThat(JavaEngine.SHAPES).hasSize(ROWS / 2).containsOnly("[2, 2]");
  }

  @Test
  void anExecutorSaysOnceOfEachSizeThatItDidNotFit() {
    try (CapturedLog log = CapturedLog.warnings(DeviceMemory.class)) {
      score(evenRows(1), spec(8, 1, 3)).collectAsList();
      score(evenRows(2), spec(8, 1, 3)).collectAsList();
      score(evenRows(1), spec(8, 1, 8)).collectAsList();
      assertThat(log.messages()).containsExactly(warning(8, 4), warning(4, 2));
    }
  }

  @Test
  void aRowThatDoesNotFitFailsTheJobWithTheEnginesReason() {
    for (int runs : new int[] {1, 2}) {
      assertThat(failure(score(evenRows(1), spec(8, runs, 0))))
          .hasStackTraceContaining("A single row does not fit into the memory of the device")
          .hasRootCauseMessage("the engine");
    }
  }

  private static String warning(int rows, int half) {
    return ("A batch of %d rows did not fit into the memory of the device: %d rows need too much."
            + " At most %d rows are scored at once from now on. Set batchSize to that, or give"
            + " the task more of the device (gpuMemoryFraction,"
            + " spark.task.resource.gpu.amount).")
        .formatted(rows, rows, half);
  }

  private static ScoringSpec spec(int batchSize, int runs, int deviceRows) {
    return Specs.spec(
        new JavaEngine(JavaEngine.Operation.DOUBLE, runs, deviceRows),
        batchSize,
        HandleInvalid.ERROR);
  }
}
