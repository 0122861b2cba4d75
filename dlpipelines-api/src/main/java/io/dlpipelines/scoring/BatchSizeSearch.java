package io.dlpipelines.scoring;

import java.util.Map;
import java.util.TreeMap;

/**
 * Searches the batch size with the highest throughput while a query runs: the size doubles as long
 * as that increases the rows per second by a tenth. A size is judged by the fastest of several
 * runs, since the first run of a new shape is slow. Short runs are repeated, since noise distorts
 * them, but not without a bound: a search ends within {@code MAX_RUNS} times the sum of all sizes,
 * some 130,000 rows, on a processor of any speed. Shared by all tasks of an executor that score
 * with one model.
 */
final class BatchSizeSearch {
  static final int FIRST_SIZE = 16;
  static final int LAST_SIZE = 4096;
  static final int MIN_RUNS = 3;
  static final int MAX_RUNS = 16;
  static final long MIN_NANOS = 2_000_000;
  private static final double WORTHWHILE = 1.1;
  private static final double NANOS = 1e9;

  private final Map<Integer, Long> rowsPerSecond = new TreeMap<>();
  private int size;
  private boolean over;
  private int runs;
  private long nanosSpent;
  private double best;
  private double before;

  private BatchSizeSearch(int size, boolean over) {
    this.size = size;
    this.over = over;
  }

  /** Begins with small batches. */
  static BatchSizeSearch begin() {
    return new BatchSizeSearch(FIRST_SIZE, false);
  }

  /** Nothing is left to be found. */
  static BatchSizeSearch decided(int size) {
    return new BatchSizeSearch(size, true);
  }

  /** How many rows to score next. */
  synchronized int size() {
    return size;
  }

  synchronized boolean isOver() {
    return over;
  }

  /** The best speed of each size that was tried, in rows per second. */
  synchronized Map<Integer, Long> rowsPerSecond() {
    return new TreeMap<>(rowsPerSecond);
  }

  /**
   * Tells how long the engine took for a batch that was read at a size; of another size than the
   * one in question it says nothing.
   *
   * @return whether this ended the search
   */
  synchronized boolean measured(int batchSize, int rows, long nanos) {
    if (over || batchSize != size || nanos <= 0) {
      return false;
    }
    best = Math.max(best, rows / (double) nanos);
    runs++;
    nanosSpent += nanos;
    if (runs < MIN_RUNS || nanosSpent < MIN_NANOS && runs < MAX_RUNS) {
      return false;
    }
    rowsPerSecond.put(size, Math.round(best * NANOS));
    if (before > 0 && best < WORTHWHILE * before) {
      return end(size / 2);
    }
    if (size == LAST_SIZE) {
      return end(size);
    }
    before = best;
    best = 0;
    runs = 0;
    nanosSpent = 0;
    size *= 2;
    return false;
  }

  /**
   * Tells that no more rows fit into memory.
   *
   * @return whether this ended the search
   */
  synchronized boolean limited(int mostRows) {
    if (over || mostRows >= size) {
      return false;
    }
    return end(Math.max(1, Math.min(mostRows, rowsPerSecond.isEmpty() ? size : size / 2)));
  }

  private boolean end(int found) {
    size = found;
    over = true;
    return true;
  }
}
