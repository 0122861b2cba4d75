package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.scoring.RowAxis;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks TensorFlow which shapes tensors have when a batch is fed: whether a placeholder takes a
 * value for each row or, as {@code keep_prob} of a dropout does, one for all, and whether an output
 * has a part for each row. Nothing is run.
 */
public final class BatchProbe {
  /** Primes, so that no dimension of a graph is a multiple of one by chance. */
  private static final List<Long> BATCHES = List.of(1009L, 1013L, 1019L, 1021L, 1031L);

  private final ProbedGraph graph;
  private final List<String> fetched;
  private final long rows;
  private final Map<String, TensorShape> fed = new HashMap<>();
  private final Set<String> fedRows = new HashSet<>();
  private Optional<Map<String, TensorSpec>> inferred = Optional.empty();
  private boolean upToDate;

  private enum Fit {
    REFUSED,
    WITHOUT_ROWS,
    WITH_ROWS
  }

  BatchProbe(ProbedGraph graph, List<String> fetched, int fixedRows) {
    this.graph = graph;
    this.fetched = fetched;
    this.rows =
        fixedRows > 0
            ? fixedRows
            : BATCHES.stream().filter(size -> !graph.hasDimension(size)).findFirst().orElseThrow();
  }

  /**
   * Feeds a tensor the cells of a batch.
   *
   * @param tensor its name
   * @param cell the shape of a row's cell
   */
  public void feedRows(String tensor, TensorShape cell) {
    long[] dimensions = new long[cell.rank() + 1];
    dimensions[0] = rows;
    System.arraycopy(cell.toArray(), 0, dimensions, 1, cell.rank());
    feed(tensor, TensorShape.of(dimensions));
    fedRows.add(GraphNodes.operationOf(tensor));
  }

  /**
   * Feeds a tensor one cell, without a batch dimension.
   *
   * @param tensor its name
   * @param cell the cell's shape
   */
  public void feedOnce(String tensor, TensorShape cell) {
    feed(tensor, cell);
    fedRows.remove(GraphNodes.operationOf(tensor));
  }

  /**
   * Feeds a tensor of unknown rank as it wants to be fed: with the cells of a batch, unless
   * TensorFlow refuses that, or an output would no longer have a cell for each row, and one cell
   * for all rows does better.
   *
   * @param tensor its name
   * @param cell the cell's shape
   * @return whether it takes the cells of a batch
   */
  public boolean takesRows(String tensor, TensorShape cell) {
    feedRows(tensor, cell);
    Fit batched = fit();
    if (batched == Fit.WITH_ROWS) {
      return true;
    }
    feedOnce(tensor, cell);
    if (fit().compareTo(batched) > 0) {
      return false;
    }
    feedRows(tensor, cell);
    return true;
  }

  /**
   * Where the rows of a batch lie in an output.
   *
   * @param tensor its name
   * @param declared the shape that the model states
   * @return empty if its value depends on the rows, and has no part for each of them
   */
  public Optional<RowAxis> rowAxis(String tensor, TensorShape declared) {
    if (!graph.depends(tensor, fedRows)) {
      return Optional.of(RowAxis.NONE);
    }
    TensorShape shape = inferred(tensor);
    TensorShape known = shape.rankKnown() ? shape : declared;
    if (known.rankKnown() && known.rank() == 0) {
      return Optional.empty();
    }
    long first = known.rankKnown() ? known.dimension(0) : TensorShape.UNKNOWN;
    if (first == TensorShape.UNKNOWN && declared.rankKnown() && declared.rank() > 0) {
      first = declared.dimension(0);
    }
    if (first == TensorShape.UNKNOWN) {
      return graph.isSizedByData(tensor, inferred().orElse(Map.of()))
          ? Optional.empty()
          : Optional.of(RowAxis.CHECKED);
    }
    boolean onlyFirst = rows == 1 || known.dimensions().lastIndexOf(rows) == 0;
    return first == rows && onlyFirst ? Optional.of(RowAxis.FIRST) : Optional.empty();
  }

  /**
   * The shape of an output.
   *
   * @param tensor its name
   * @return the shape for a batch of any size
   */
  public TensorShape output(String tensor) {
    TensorShape shape = inferred(tensor);
    return new TensorShape(
        shape.rankKnown(),
        shape.dimensions().stream()
            .map(size -> rows > 1 && size == rows ? Long.valueOf(TensorShape.UNKNOWN) : size)
            .toList());
  }

  /** Whether TensorFlow takes what is fed. */
  boolean isAccepted() {
    return inferred().isPresent();
  }

  private void feed(String tensor, TensorShape shape) {
    fed.put(GraphNodes.operationOf(tensor), shape);
    upToDate = false;
  }

  private Fit fit() {
    if (inferred().isEmpty()) {
      return Fit.REFUSED;
    }
    return fetched.stream().map(this::inferred).allMatch(this::mayHaveRows)
        ? Fit.WITH_ROWS
        : Fit.WITHOUT_ROWS;
  }

  /** A batch behind the first dimension comes of broadcasting rows against rows. */
  private boolean mayHaveRows(TensorShape shape) {
    return !shape.rankKnown()
        || shape.rank() > 0
            && (shape.dimension(0) == rows || shape.dimension(0) == TensorShape.UNKNOWN)
            && (rows == 1 || shape.dimensions().lastIndexOf(rows) <= 0);
  }

  private TensorShape inferred(String tensor) {
    return inferred()
        .map(tensors -> tensors.get(tensor))
        .map(TensorSpec::shape)
        .orElse(TensorShape.unknownRank());
  }

  private Optional<Map<String, TensorSpec>> inferred() {
    if (!upToDate) {
      inferred = graph.infer(fed);
      upToDate = true;
    }
    return inferred;
  }
}
