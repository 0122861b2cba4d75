package io.dlpipelines.scoring;

import java.util.Map;
import java.util.TreeMap;

/**
 * Finds how many rows to score at once, from runs that are made anyway: sizes double as long as
 * that scores a tenth more rows in a second. A size is judged by the best of several runs, since
 * the first of a new shape is slow, and of more where they are so short that anything disturbs
 * them. Used by all tasks of an executor that score with a model.
 */
final class BatchSizeSearch {
  static final int FIRST_SIZE = 16;
  static final int LAST_SIZE = 4096;
  static final int RUNS = 3;
  static final long LEAST_NANOS = 2_000_000;
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
    if (runs < RUNS || nanosSpent < LEAST_NANOS) {
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
