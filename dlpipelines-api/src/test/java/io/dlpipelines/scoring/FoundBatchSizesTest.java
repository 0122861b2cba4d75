package io.dlpipelines.scoring;

import static io.dlpipelines.scoring.BatchSizeSearch.FIRST_SIZE;
import static io.dlpipelines.scoring.BatchSizeSearch.MIN_NANOS;
import static io.dlpipelines.scoring.BatchSizeSearch.MIN_RUNS;
import static io.dlpipelines.scoring.FoundBatchSizes.SHORTAGES_COUNT_FOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.param.BatchSizeParam;
import java.time.Instant;
import java.util.UUID;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.junit.jupiter.api.Test;

/** What tasks of one executor find out together. */
class FoundBatchSizesTest {
  private static final Instant START = Instant.now();

  private final String model = UUID.randomUUID().toString();

  @Test
  void tasksThatScoreAlikeLearnTogether() {
    FoundBatchSize found = found(spec(8), START);
    assertThat(found(SerializationUtils.roundtrip(spec(8)), START)).isSameAs(found);
    assertThat(found(spec(9), START)).isNotSameAs(found);
    assertThat(FoundBatchSizes.of(spec(8), "another", START)).isNotSameAs(found);
  }

  @Test
  void tasksThatBeginLongAfterAShortageTryAllRowsAgain() {
    FoundBatchSize found = found(spec(8), START);
    runOut(found, 8);
    Instant now = Instant.now();
    assertThat(found(spec(8), START.plus(SHORTAGES_COUNT_FOR)).rows()).isEqualTo(4);
    assertThat(found(spec(8), now.plus(SHORTAGES_COUNT_FOR).plusSeconds(1)).rows()).isEqualTo(8);
  }

  @Test
  void withoutAShortageNothingIsForgotten() {
    FoundBatchSize found = found(spec(8), START);
    assertThat(found(spec(8), START.plus(SHORTAGES_COUNT_FOR.multipliedBy(99)))).isSameAs(found);
  }

  @Test
  void aSearchThatAShortageEndedIsMadeAgain() {
    FoundBatchSize found = found(spec(BatchSizeParam.AUTO), START);
    runOut(found, FIRST_SIZE);
    found.learn(batch(8), false, MIN_NANOS);
    assertThat(found(spec(BatchSizeParam.AUTO), START).isTimed()).isFalse();
    Instant later = Instant.now().plus(SHORTAGES_COUNT_FOR).plusSeconds(1);
    assertThat(found(spec(BatchSizeParam.AUTO), later).isTimed()).isTrue();
  }

  /** The batch that was too large is never given out then. */
  @Test
  void aShortageEndsTheSearchThoughItsTaskWasKilled() {
    FoundBatchSize found = found(spec(BatchSizeParam.AUTO), START);
    runOut(found, FIRST_SIZE);
    assertThat(found.rows()).isEqualTo(8);
    found.learn(batch(8), false, MIN_NANOS);
    assertThat(found.isTimed()).isFalse();
    assertThat(found.rows()).isEqualTo(8);
  }

  @Test
  void aBatchThatIsCutOffEndsTheSearch() {
    FoundBatchSize found = found(spec(BatchSizeParam.AUTO), START);
    found.learn(batch(11), true, MIN_NANOS);
    assertThat(found.isTimed()).isFalse();
    assertThat(found.rows()).isEqualTo(11);
  }

  @Test
  void aBatchWhoseLastRowFillsItIsMeasured() {
    FoundBatchSize found = found(spec(BatchSizeParam.AUTO), START);
    for (int run = 0; run < MIN_RUNS; run++) {
      found.learn(batch(FIRST_SIZE), true, MIN_NANOS);
    }
    assertThat(found.rows()).isEqualTo(2 * FIRST_SIZE);
    found.learn(batch(FIRST_SIZE), true, MIN_NANOS);
    assertThat(found.isTimed()).isFalse();
    assertThat(found.rows()).isEqualTo(FIRST_SIZE);
  }

  private FoundBatchSize found(ScoringSpec spec, Instant now) {
    return FoundBatchSizes.of(spec, model, now);
  }

  private static void runOut(FoundBatchSize found, int rows) {
    found.memory().ranOut(rows, new DeviceMemoryException("too much", new RuntimeException()));
  }

  private static ScoringSpec spec(int batchSize) {
    return Specs.spec(JavaEngine.Operation.DOUBLE, batchSize, HandleInvalid.ERROR);
  }

  private static Batch batch(int rows) {
    Batch batch = new Batch(spec(BatchSizeParam.AUTO), new int[] {0});
    for (int row = 0; row < rows; row++) {
      batch.add(
          new GenericInternalRow(new Object[] {new GenericArrayData(new float[] {row, row})}));
    }
    return batch;
  }
}
