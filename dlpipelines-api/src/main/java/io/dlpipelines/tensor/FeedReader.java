package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.InternalRow;

/** Reads one column's cells and gives them the shape that the tensor takes. */
public final class FeedReader {
  private final Feed feed;
  private final int ordinal;
  private final CellEncoder encoder;
  private final Cell cell = new Cell();
  private final long[] expected;
  private long[] dimensions = {};

  /**
   * Opens the feed's encoder.
   *
   * @param feed the column and its tensor
   * @param ordinal the column's position in the rows
   */
  public FeedReader(Feed feed, int ordinal) {
    this.feed = feed;
    this.ordinal = ordinal;
    encoder = feed.cells().open();
    expected = feed.cell().toArray();
  }

  /**
   * What is read.
   *
   * @return the column and its tensor
   */
  public Feed feed() {
    return feed;
  }

  /**
   * The cell that was read last.
   *
   * @return the cell, reused for the next
   */
  public Cell cell() {
    return cell;
  }

  /**
   * The shape of the cell that was read last.
   *
   * @return the sizes, valid until the next is read
   */
  public long[] dimensions() {
    return dimensions;
  }

  /**
   * Reads the cell of a row.
   *
   * @param row the row
   * @throws InvalidCellException if the value is null, of a shape that the tensor does not take, or
   *     not finite where that is checked
   */
  public void read(InternalRow row) throws InvalidCellException {
    if (row.isNullAt(ordinal)) {
      throw new InvalidCellException("the value is null");
    }
    encoder.encode(row, ordinal, cell);
    if (!feed.cell().rankKnown()) {
      copyDimensions();
    } else if (cell.rank() == expected.length) {
      copyDimensions();
      requireExpected();
    } else {
      reshape();
    }
    if (feed.checkFinite() && !cell.isFinite(feed.dtype())) {
      throw new InvalidCellException("the value has an element that is not finite");
    }
  }

  private void copyDimensions() {
    if (dimensions.length != cell.rank()) {
      dimensions = new long[cell.rank()];
    }
    for (int axis = 0; axis < dimensions.length; axis++) {
      dimensions[axis] = cell.dimension(axis);
    }
  }

  private void requireExpected() throws InvalidCellException {
    boolean empty = false;
    for (int axis = 0; axis < expected.length; axis++) {
      if (empty && expected[axis] != TensorShape.UNKNOWN) {
        // There is no array at this level that could be of another size.
        dimensions[axis] = expected[axis];
      } else if (expected[axis] != TensorShape.UNKNOWN && expected[axis] != dimensions[axis]) {
        reshape();
        return;
      }
      empty |= dimensions[axis] == 0;
    }
  }

  /** A flat cell takes the tensor's shape if it has as many elements; one size may be unknown. */
  private void reshape() throws InvalidCellException {
    long known = 1;
    int unknownAxis = -1;
    boolean possible = cell.rank() <= 1;
    for (int axis = 0; axis < expected.length; axis++) {
      if (expected[axis] != TensorShape.UNKNOWN) {
        known *= expected[axis];
      } else {
        possible &= unknownAxis < 0;
        unknownAxis = axis;
      }
    }
    long count = cell.elementCount();
    long rest = known == 0 ? 0 : count / known;
    if (!possible || rest * known != count || (unknownAxis < 0 && count != known)) {
      throw new InvalidCellException(
          "the value has shape %s, and tensor [%s] takes %s"
              .formatted(cell.shapeText(), feed.tensor(), feed.cell()),
          "Give cells of this shape, or feed a tensor that takes the cells there are. If few rows"
              + " are so, set handleInvalid to skip.");
    }
    if (dimensions.length != expected.length) {
      dimensions = new long[expected.length];
    }
    System.arraycopy(expected, 0, dimensions, 0, expected.length);
    if (unknownAxis >= 0) {
      dimensions[unknownAxis] = rest;
    }
  }
}
