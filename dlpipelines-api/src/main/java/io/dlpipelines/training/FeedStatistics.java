package io.dlpipelines.training;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;

/**
 * How large the numbers of a feed are in the rows to train on. Of cells with many numbers a sample
 * is measured.
 *
 * @param rows how many rows were measured
 * @param values how many numbers were measured
 * @param sumOfSquares the sum of their squares
 * @param least the least of them, positive infinity if there are none
 * @param most the greatest of them, negative infinity if there are none
 * @param varies whether two of the rows differ
 * @param firstCell a checksum of the first row's cell
 */
public record FeedStatistics(
    long rows,
    long values,
    double sumOfSquares,
    double least,
    double most,
    boolean varies,
    long firstCell)
    implements Serializable {

  /** The statistics of no rows, and of feeds that hold no floats. */
  static final FeedStatistics NONE =
      new FeedStatistics(0, 0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, false, 0);

  FeedStatistics plus(FeedStatistics other) {
    if (rows == 0 || other.rows == 0) {
      return rows == 0 ? other : this;
    }
    return new FeedStatistics(
        rows + other.rows,
        values + other.values,
        sumOfSquares + other.sumOfSquares,
        Math.min(least, other.least),
        Math.max(most, other.most),
        varies || other.varies || firstCell != other.firstCell,
        firstCell);
  }

  /**
   * The root of the mean of the squares: how far from 0 the numbers are.
   *
   * @return 0 if there are none
   */
  public double rootMeanSquare() {
    return values == 0 ? 0 : Math.sqrt(sumOfSquares / values);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(rows);
    out.writeLong(values);
    out.writeDouble(sumOfSquares);
    out.writeDouble(least);
    out.writeDouble(most);
    out.writeBoolean(varies);
    out.writeLong(firstCell);
  }

  static FeedStatistics read(DataInputStream in) throws IOException {
    return new FeedStatistics(
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readBoolean(),
        in.readLong());
  }
}
