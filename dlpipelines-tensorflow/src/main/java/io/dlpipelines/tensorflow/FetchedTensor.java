package io.dlpipelines.tensorflow;

import io.dlpipelines.scoring.Fetch;
import io.dlpipelines.scoring.RowAxis;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.BatchProbe;
import io.dlpipelines.tensorflow.graph.Endpoint;
import java.util.Optional;

/**
 * A tensor that becomes a column.
 *
 * @param tensor the tensor
 * @param column the column's name
 * @param form what its cells become
 * @param rows where the rows of a batch lie in it; empty if it has no part for each of them
 */
record FetchedTensor(Endpoint tensor, String column, OutputType.Form form, Optional<RowAxis> rows) {

  FetchedTensor(Endpoint tensor, String column, OutputType.Form form) {
    this(tensor, column, form, Optional.empty());
  }

  FetchedTensor inferredBy(BatchProbe probe) {
    TensorSpec spec = tensor.spec();
    Optional<RowAxis> axis =
        tensor.isRagged() ? Optional.empty() : probe.rowAxis(tensor.tensor(), spec.shape());
    if (spec.shape().rankKnown()) {
      return new FetchedTensor(tensor, column, form, axis);
    }
    TensorShape shape = probe.output(tensor.tensor());
    TensorSpec inferred = new TensorSpec(spec.name(), spec.dtype(), shape);
    return new FetchedTensor(
        new Endpoint(inferred, tensor.tensor(), tensor.encoding()), column, form, axis);
  }

  /** Whether a batch certainly gives a part for each row, or the same value for all. */
  boolean isSplitOrWhole() {
    return rows.filter(axis -> axis != RowAxis.CHECKED).isPresent();
  }

  /** What is fetched, if rows are scored one at a time or not, or in groups of a fixed size. */
  Fetch fetch(boolean single, boolean anyBatch, int fixedRows) {
    RowAxis axis = rows.orElseGet(() -> wholeOrNone(single, anyBatch, fixedRows));
    TensorShape shape = tensor.spec().shape();
    boolean split = (axis != RowAxis.NONE || tensor.isRagged()) && shape.rankKnown();
    return new Fetch(
        tensor.tensor(),
        column,
        new OutputType(tensor.spec().dtype(), split ? shape.withoutFirst() : shape, form),
        axis);
  }

  /** One row's value is the whole of what it gives, within a dimension of one if there is one. */
  private RowAxis wholeOrNone(boolean single, boolean anyBatch, int fixedRows) {
    if (!single || tensor.isRagged() && tensor.raggedRank() > 1) {
      throw new NoBatchException(tensor, fixedRows);
    }
    TensorShape shape = tensor.spec().shape();
    boolean batchOfOne =
        anyBatch && shape.rankKnown() && shape.rank() > 0 && shape.dimension(0) == 1;
    return batchOfOne ? RowAxis.FIRST : RowAxis.NONE;
  }

  /** An output of a batch that cannot be split into rows. */
  static final class NoBatchException extends RuntimeException {
    private final Endpoint tensor;
    private final int fixedRows;

    /** Takes the tensor, and how many rows the graph takes at once; 0 if any number. */
    NoBatchException(Endpoint tensor, int fixedRows) {
      this.tensor = tensor;
      this.fixedRows = fixedRows;
    }

    int fixedRows() {
      return fixedRows;
    }

    Endpoint tensor() {
      return tensor;
    }
  }
}
