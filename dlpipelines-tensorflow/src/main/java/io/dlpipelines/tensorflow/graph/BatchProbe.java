package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Asks TensorFlow which shapes tensors have when a batch is fed, and so whether a placeholder takes
 * a value for each row or, as {@code keep_prob} of a dropout does, one for all. Nothing is run.
 */
public final class BatchProbe {
  /** A prime, so that no dimension of a graph equals it, or is a multiple of it, by chance. */
  private static final long BATCH = 1009;

  private final GraphDef definition;
  private final List<String> fetched;
  private final long rows;
  private final Map<String, TensorShape> fed = new HashMap<>();
  private Optional<Map<String, TensorSpec>> inferred = Optional.empty();
  private boolean upToDate;

  private enum Fit {
    REFUSED,
    WITHOUT_ROWS,
    WITH_ROWS
  }

  BatchProbe(GraphDef definition, List<String> fetched, boolean oneRow) {
    this.definition = definition;
    this.fetched = fetched;
    this.rows = oneRow ? 1 : BATCH;
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
  }

  /**
   * Feeds a tensor one cell, without a batch dimension.
   *
   * @param tensor its name
   * @param cell the cell's shape
   */
  public void feedOnce(String tensor, TensorShape cell) {
    feed(tensor, cell);
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
   * Whether every output certainly has a cell for each row of a batch.
   *
   * @return false also where TensorFlow cannot tell
   */
  public boolean outputsHaveRows() {
    return fetched.stream()
        .allMatch(
            tensor -> {
              TensorShape shape = inferred(tensor);
              return shape.rankKnown() && shape.rank() > 0 && shape.dimension(0) == rows;
            });
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
            .map(size -> size == BATCH ? Long.valueOf(TensorShape.UNKNOWN) : size)
            .toList());
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
            && shape.dimensions().lastIndexOf(BATCH) <= 0;
  }

  private TensorShape inferred(String tensor) {
    return inferred()
        .map(tensors -> tensors.get(tensor))
        .map(TensorSpec::shape)
        .orElse(TensorShape.unknownRank());
  }

  private Optional<Map<String, TensorSpec>> inferred() {
    if (!upToDate) {
      inferred = infer();
      upToDate = true;
    }
    return inferred;
  }

  private Optional<Map<String, TensorSpec>> infer() {
    GraphDef.Builder shaped = definition.toBuilder().clearNode();
    definition.getNodeList().forEach(node -> shaped.addNode(shaped(node)));
    try {
      return Optional.of(GraphTensors.inspect(shaped.build()));
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  private NodeDef shaped(NodeDef node) {
    TensorShape shape = fed.get(node.getName());
    if (shape == null || !GraphNodes.isPlaceholder(node)) {
      return node;
    }
    TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
    shape.dimensions().forEach(size -> proto.addDimBuilder().setSize(size));
    return NodeDef.newBuilder()
        .setName(node.getName())
        .setOp("Placeholder")
        .putAttr("dtype", node.getAttrOrThrow("dtype"))
        .putAttr("shape", AttrValue.newBuilder().setShape(proto).build())
        .build();
  }
}
