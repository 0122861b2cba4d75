package io.dlpipelines.training;

import java.util.Arrays;

/** Rows of a spool, by number from 0. Several threads may read at once. */
public final class SpooledRows {
  private final MappedRows rows;
  private final int[] offsets;
  private final int[] cellBytes;
  private volatile boolean closed;

  SpooledRows(MappedRows rows, RowLayout layout) {
    this.rows = rows;
    offsets = new int[layout.feeds().size()];
    cellBytes = new int[layout.feeds().size()];
    Arrays.setAll(offsets, layout::offset);
    Arrays.setAll(cellBytes, layout::cellBytes);
  }

  /**
   * How many rows there are.
   *
   * @return the number
   */
  public long count() {
    return rows.count();
  }

  /**
   * The size of a row.
   *
   * @return in bytes
   */
  public int rowBytes() {
    return rows.rowBytes();
  }

  /**
   * Copies one feed's cells of some rows, one after the other.
   *
   * @param numbers holds the numbers of the rows
   * @param from where the first stands in it
   * @param count how many rows
   * @param feed the feed's position in the layout
   * @param target receives the cells from its beginning on, in native byte order
   * @throws IndexOutOfBoundsException if there is no such row, or no room for the cells
   * @throws IllegalStateException if the task has ended
   */
  public void gather(long[] numbers, int from, int count, int feed, byte[] target) {
    if (closed) {
      throw new IllegalStateException("The task has ended, and its rows are closed.");
    }
    rows.gather(numbers, from, count, offsets[feed], cellBytes[feed], target);
  }

  /** From now on nothing is read; the files may be closed some time after that. */
  void close() {
    closed = true;
  }
}
