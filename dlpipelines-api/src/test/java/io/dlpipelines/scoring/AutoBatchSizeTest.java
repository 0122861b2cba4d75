package io.dlpipelines.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.dlpipelines.battery.CapturedLog;
import io.dlpipelines.param.BatchSizeParam;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Tasks that find out how many rows to score at once. A run takes as long with any number. */
class AutoBatchSizeTest extends ScoringTest {
  private static final int MANY = 26_000;
  private static final String SOURCE = FoundBatchSize.class.getName();

  @Test
  void batchesGrowWhileThatPays() {
    JavaEngine.runsWaitFor(first -> Thread.sleep(2));
    Dataset<Row> rows = evenRows(MANY, 1);
    try (CapturedLog log = CapturedLog.infos(SOURCE)) {
      assertScored(score(rows, spec(1, 1_000_001)).collectAsList(), MANY);
      assertThat(log.messages())
          .singleElement(STRING)
          .startsWith("batchSize auto: 4096 rows at once score fastest with model ")
          .contains("{16=", " 2048=", " 4096=");
    }
    List<Integer> sizes = sizes();
    assertThat(sizes.subList(0, 9)).containsExactly(16, 16, 16, 32, 32, 32, 64, 64, 64);
    assertThat(sizes.subList(24, 28)).containsExactly(4096, 4096, 4096, MANY - 3 * 8176);
    assertThat(sizes).hasSize(28);
  }

  @Test
  void theDevicesMemoryEndsTheSearchAndLaterTasksBeginWithWhatWasFound() {
    JavaEngine.runsWaitFor(first -> Thread.sleep(2));
    assertScored(score(evenRows(2_000, 1), spec(1, 64)).collectAsList(), 2_000);
    assertThat(sizes().subList(0, 12))
        .containsExactly(16, 16, 16, 32, 32, 32, 64, 64, 64, 64, 64, 64);
    JavaEngine.SHAPES.clear();
    Dataset<Row> again = score(evenRows(2_000, 4), spec(1, 64));
    assertScored(again.collectAsList(), 2_000);
    assertThat(metric(again, "numHalvedBatches")).isZero();
    assertThat(sizes()).containsOnly(64, 500 % 64);
  }

  @Test
  void batchesAreScoredAtOnceWhenTheSearchIsOver() {
    List<Integer> most = new ArrayList<>();
    JavaEngine.runsWaitFor(
        first -> {
          if (first < 3 * (16 + 32 + 64)) {
            most.add(JavaEngine.MOST_RUNNING.get());
          }
          Thread.sleep(2);
        });
    assertScored(score(evenRows(2_000, 1), spec(2, 65)).collectAsList(), 2_000);
    assertThat(most).hasSize(9).containsOnly(1);
    assertThat(JavaEngine.MOST_RUNNING).hasValue(2);
  }

  @Test
  void smallPartitionsSearchTogether() {
    JavaEngine.runsWaitFor(first -> Thread.sleep(2));
    assertScored(score(evenRows(3_200, 100), spec(1, 66)).collectAsList(), 3_200);
    assertThat(sizes()).contains(16, 32);
  }

  @Test
  void rowsThatAreScoredAloneAreNotSearched() {
    ScoringSpec single = Specs.rowByRow(spec(1, 67));
    try (CapturedLog log = CapturedLog.infos(SOURCE)) {
      assertScored(score(evenRows(100, 1), single).collectAsList(), 100);
      assertThat(log.messages()).isEmpty();
    }
    assertThat(JavaEngine.SHAPES).hasSize(100).containsOnly("[2]");
  }

  private static ScoringSpec spec(int runs, int deviceRows) {
    return Specs.spec(
        new JavaEngine(JavaEngine.Operation.DOUBLE, runs, deviceRows),
        BatchSizeParam.AUTO,
        HandleInvalid.ERROR);
  }

  private static List<Integer> sizes() {
    return JavaEngine.SHAPES.stream()
        .map(shape -> Integer.valueOf(shape.substring(1, shape.indexOf(','))))
        .toList();
  }
}
