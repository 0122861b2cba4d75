package io.dlpipelines.training;

import io.dlpipelines.tensor.CellSource;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorShape;
import java.io.Serializable;
import java.util.List;

/**
 * Rows of one size: the cells of all feeds one after the other, native byte order.
 *
 * @param feeds the columns, in order; the shapes of their cells are known
 */
public record RowLayout(List<Feed> feeds) implements Serializable {
  private static final long MAX_ROW_BYTES = 1L << 30;

  /**
   * Copies the list.
   *
   * @param feeds the columns, in order; the shapes of their cells are known
   * @throws IllegalArgumentException if the cells of a feed differ in size, as strings do, or if a
   *     row has no bytes or more than 1 GiB
   */
  public RowLayout {
    feeds = List.copyOf(feeds);
    long bytes = 0;
    for (Feed feed : feeds) {
      bytes = Math.addExact(bytes, cellBytes(feed));
    }
    if (bytes == 0 || bytes > MAX_ROW_BYTES) {
      throw new IllegalArgumentException(
          "a row takes %d bytes; rows to train on take 1 byte to 1 GiB. Choose other columns."
              .formatted(bytes));
    }
  }

  private static long cellBytes(Feed feed) {
    if (feed.dtype() == Dtype.STRING) {
      throw new IllegalArgumentException(
          "column [%s] is fed to tensor [%s] as strings, whose sizes differ. Feed numbers."
              .formatted(feed.column(), feed.tensor()));
    }
    long elements = feed.cell().elementCount();
    if (elements == TensorShape.UNKNOWN) {
      throw new IllegalArgumentException(
          "column [%s] is fed to tensor [%s] of shape %s, so rows may differ in size. Give the model's input a fixed shape."
              .formatted(feed.column(), feed.tensor(), feed.cell()));
    }
    return Math.multiplyExact(elements, feed.dtype().byteSize());
  }

  /**
   * The size of a row.
   *
   * @return in bytes
   */
  public int rowBytes() {
    return offset(feeds.size());
  }

  /**
   * Where a feed's cell begins in a row.
   *
   * @param feed its position in {@link #feeds()}
   * @return in bytes
   */
  public int offset(int feed) {
    int offset = 0;
    for (int i = 0; i < feed; i++) {
      offset += cellBytes(i);
    }
    return offset;
  }

  /**
   * The size of a feed's cell.
   *
   * @param feed its position in {@link #feeds()}
   * @return in bytes
   */
  public int cellBytes(int feed) {
    return (int) cellBytes(feeds.get(feed));
  }

  /** The feed of class labels, or -1. */
  int labelFeed() {
    return find(ClassLabelCells.class);
  }

  /** The feed of the weights of rows, or -1. */
  int weightFeed() {
    return find(SampleWeightCells.class);
  }

  private int find(Class<? extends CellSource> cells) {
    for (int i = 0; i < feeds.size(); i++) {
      if (cells.isInstance(feeds.get(i).cells())) {
        return i;
      }
    }
    return -1;
  }

  /** The number of classes of {@link #labelFeed()}, 0 if there is none. */
  int classes() {
    int feed = labelFeed();
    return feed < 0 ? 0 : ((ClassLabelCells) feeds.get(feed).cells()).classes();
  }
}
