package io.dlpipelines.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BatchSizeSearchTest {
  private static final long MILLI = 1_000_000;

  private final BatchSizeSearch search = BatchSizeSearch.begin();

  @Test
  void sizesDoubleUntilThatDoesNotPay() {
    assertThat(sizesTried(rows -> 1000 + 10L * Math.min(rows, 128) + 40L * Math.max(0, rows - 128)))
        .containsExactly(16, 32, 64, 128, 256);
    assertThat(search.size()).isEqualTo(128);
  }

  @Test
  void aTenthIsWorthwhileAndLessIsNot() {
    assertThat(sizesTried(rows -> rows == 16 ? 110_100 : 200_000)).startsWith(16, 32, 64);
    BatchSizeSearch other = BatchSizeSearch.begin();
    assertThat(sizesTried(other, rows -> rows == 16 ? 109_900 : 200_000)).containsExactly(16, 32);
    assertThat(other.size()).isEqualTo(16);
  }

  @Test
  void theFirstRunOfAShapeMayBeSlow() {
    List<Long> millis = new ArrayList<>(List.of(900L, 100L, 150L, 900L, 120L, 150L));
    assertThat(sizesTried(rows -> MILLI * (millis.isEmpty() ? 9_000 : millis.remove(0))))
        .containsExactly(16, 32, 64);
    assertThat(search.size()).isEqualTo(32);
    assertThat(search.rowsPerSecond()).containsEntry(16, 160L).containsEntry(32, 267L);
  }

  @Test
  void sizesHaveAnEnd() {
    assertThat(sizesTried(rows -> 1000))
        .containsExactly(16, 32, 64, 128, 256, 512, 1024, 2048, 4096);
    assertThat(search.size()).isEqualTo(4096);
  }

  @Test
  void eachSizeIsRunThreeTimesAndOthersDoNotCount() {
    assertThat(search.measured(16, 16, 100 * MILLI)).isFalse();
    assertThat(search.measured(7, 7, MILLI)).isFalse();
    assertThat(search.measured(16, 0, 0)).isFalse();
    assertThat(search.measured(16, 10, 100 * MILLI)).isFalse();
    assertThat(search.size()).isEqualTo(16);
    assertThat(search.measured(16, 16, 200 * MILLI)).isFalse();
    assertThat(search.size()).isEqualTo(32);
    assertThat(search.rowsPerSecond()).containsOnlyKeys(16).containsEntry(16, 160L);
  }

  @Test
  void shortRunsAreRepeatedUntilTheyHaveTakenSomeTime() {
    long nanos = BatchSizeSearch.MIN_NANOS / 10;
    for (int run = 0; run < 9; run++) {
      search.measured(16, 16, nanos);
    }
    assertThat(search.size()).isEqualTo(16);
    search.measured(16, 16, nanos);
    assertThat(search.size()).isEqualTo(32);
  }

  @Test
  void anyProcessorEndsTheSearchWithinTheSameNumberOfRows() {
    for (long nanosPerRow : new long[] {1, 10, 1_000}) {
      BatchSizeSearch fast = BatchSizeSearch.begin();
      long rows = 0;
      while (!fast.isOver()) {
        int size = fast.size();
        rows += size;
        // Each size is twice as fast as the one before, so that none ends the search early.
        fast.measured(size, size, nanosPerRow * BatchSizeSearch.LAST_SIZE / size);
      }
      assertThat(rows)
          .isLessThanOrEqualTo(2L * BatchSizeSearch.LAST_SIZE * BatchSizeSearch.MAX_RUNS);
      assertThat(fast.size()).isEqualTo(BatchSizeSearch.LAST_SIZE);
    }
  }

  @Test
  void memoryEndsTheSearch() {
    while (search.size() < 128) {
      search.measured(search.size(), search.size(), MILLI);
    }
    assertThat(search.limited(128)).isFalse();
    assertThat(search.limited(100)).isTrue();
    assertThat(search.size()).isEqualTo(64);
    assertThat(search.isOver()).isTrue();
    assertThat(search.limited(5)).isFalse();
    assertThat(search.measured(64, 64, 1)).isFalse();
    assertThat(search.size()).isEqualTo(64);
  }

  @Test
  void memoryMayTakeLessThanTheFirstSize() {
    assertThat(search.limited(3)).isTrue();
    assertThat(search.size()).isEqualTo(3);
  }

  @Test
  void aDecidedSizeStays() {
    BatchSizeSearch decided = BatchSizeSearch.decided(100);
    assertThat(decided.isOver()).isTrue();
    assertThat(decided.measured(100, 100, 1)).isFalse();
    assertThat(decided.limited(1)).isFalse();
    assertThat(decided.size()).isEqualTo(100);
  }

  private List<Integer> sizesTried(IntToLongFunction nanos) {
    return sizesTried(search, nanos);
  }

  private static List<Integer> sizesTried(BatchSizeSearch search, IntToLongFunction nanos) {
    List<Integer> sizes = new ArrayList<>();
    while (!search.isOver()) {
      int size = search.size();
      if (sizes.isEmpty() || sizes.get(sizes.size() - 1) != size) {
        sizes.add(size);
      }
      search.measured(size, size, nanos.applyAsLong(size));
    }
    return sizes;
  }
}
