package io.dlpipelines.tensorflow;

import io.dlpipelines.tensor.TensorShape;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a column's cells become a tensor.
 *
 * @param batch what the tensor's first dimension is
 * @param cell the shape of one row's cell
 */
record FeedLayout(Batch batch, TensorShape cell) {

  /** What a tensor's first dimension is. */
  enum Batch {
    /** As many rows as there are. */
    ROWS,
    /** One row. */
    ONE,
    /** A fixed number of rows, more than one. */
    FIXED,
    /** A dimension of the cell, or there is none. */
    NONE,
    /** Nobody knows: the rank is unknown. */
    OPEN
  }

  /**
   * Lays cells of a given rank out in a tensor: its first dimension is a batch if it is of unknown
   * size, or one, and the cell does not have it. Cells of rank zero or one may be reshaped.
   *
   * @return empty if they cannot fit
   */
  static Optional<FeedLayout> of(TensorShape tensor, int cellRank) {
    if (!tensor.rankKnown()) {
      long[] cell = new long[cellRank];
      Arrays.fill(cell, TensorShape.UNKNOWN);
      return Optional.of(new FeedLayout(Batch.OPEN, TensorShape.of(cell)));
    }
    int rank = tensor.rank();
    if (rank == cellRank) {
      return Optional.of(new FeedLayout(Batch.NONE, tensor));
    }
    boolean flat = cellRank <= 1;
    if (rank > 0 && (cellRank == rank - 1 || flat)) {
      TensorShape cell = tensor.withoutFirst();
      boolean fits = cellRank > 0 || rank == 1 || couldHoldOne(cell);
      if (fits && tensor.dimension(0) == TensorShape.UNKNOWN) {
        return Optional.of(new FeedLayout(Batch.ROWS, cell));
      }
      if (fits && tensor.dimension(0) == 1) {
        return Optional.of(new FeedLayout(Batch.ONE, cell));
      }
      if (cellRank == rank - 1 && !cell.dimensions().contains(tensor.dimension(0))) {
        return Optional.of(new FeedLayout(Batch.FIXED, cell));
      }
    }
    return flat && cellRank > 0 && rank > 0
        ? Optional.of(new FeedLayout(Batch.NONE, tensor))
        : Optional.empty();
  }

  private static boolean couldHoldOne(TensorShape cell) {
    return cell.dimensions().stream().allMatch(size -> size == 1 || size == TensorShape.UNKNOWN);
  }
}
