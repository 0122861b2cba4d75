package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.tensor.TensorShape;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The number of rows that constant shapes of a graph state, as that of a transposed convolution
 * with a fixed output shape, though its inputs take any number.
 */
final class StatedBatch {
  /** A prime that no other batch is tried with. */
  static final int ROWS = 2003;

  /** The input that is the shape, of operations whose outputs have as many rows as are fed. */
  private static final Map<String, Integer> SHAPES =
      Map.of(
          "Reshape", 1,
          "Conv2DBackpropInput", 0,
          "Conv3DBackpropInput", 0,
          "Conv3DBackpropInputV2", 0,
          "DepthwiseConv2dNativeBackpropInput", 0);

  private final GraphNodes nodes;

  private StatedBatch(GraphDef definition) {
    nodes = new GraphNodes(ProbedGraph.inlined(definition));
  }

  /**
   * Finds the number of rows.
   *
   * @return 0 if a batch of any size is taken, or none
   */
  static int of(GraphDef definition, List<Endpoint> inputs, List<Endpoint> outputs) {
    List<String> fetched = outputs.stream().map(Endpoint::tensor).toList();
    GraphNodes all = new GraphNodes(definition);
    StatedBatch batch = new StatedBatch(all.only(all.needed(fetched)));
    Set<Integer> stated = batch.stated();
    if (stated.isEmpty() || takesRows(batch.nodes.definition(), inputs, outputs)) {
      return 0;
    }
    return stated.stream()
        .filter(rows -> takesRows(batch.with(rows), inputs, outputs))
        .findFirst()
        .orElse(0);
  }

  /** A graph whose shapes state {@link #ROWS} where they stated another number of rows. */
  static GraphDef replaced(GraphDef definition, int rows) {
    return new StatedBatch(definition).with(rows);
  }

  private static boolean takesRows(
      GraphDef definition, List<Endpoint> inputs, List<Endpoint> outputs) {
    BatchProbe probe =
        new BatchProbe(
            new ProbedGraph(definition), outputs.stream().map(Endpoint::tensor).toList(), ROWS);
    for (Endpoint input : inputs) {
      TensorShape shape = input.spec().shape();
      if (shape.rankKnown() && shape.rank() > 0 && shape.dimension(0) == TensorShape.UNKNOWN) {
        probe.feedRows(input.tensor(), shape.withoutFirst());
      }
    }
    return probe.isAccepted()
        && outputs.stream()
            .map(output -> probe.rowAxis(output.tensor(), TensorShape.unknownRank()))
            .allMatch(Optional::isPresent);
  }

  private Set<Integer> stated() {
    Set<Integer> stated = new LinkedHashSet<>();
    for (NodeDef node : nodes.definition().getNodeList()) {
      shape(node)
          .map(ConstantShape::first)
          .filter(rows -> rows > 0 && rows < ROWS)
          .ifPresent(rows -> stated.add(rows.intValue()));
    }
    return stated;
  }

  private GraphDef with(int rows) {
    Map<String, NodeDef> shapes = new HashMap<>();
    for (NodeDef node : nodes.definition().getNodeList()) {
      shape(node)
          .filter(shape -> shape.first() == rows)
          .ifPresent(shape -> shapes.put(shape.name(), shape.withFirst(ROWS)));
    }
    GraphDef.Builder graph = nodes.definition().toBuilder().clearNode();
    nodes
        .definition()
        .getNodeList()
        .forEach(node -> graph.addNode(shapes.getOrDefault(node.getName(), node)));
    return graph.build();
  }

  /** The constant that is an operation's shape, or its first dimension. */
  private Optional<ConstantShape> shape(NodeDef node) {
    return Optional.ofNullable(SHAPES.get(node.getOp()))
        .filter(index -> index < node.getInputCount())
        .flatMap(index -> source(node, index))
        .flatMap(shape -> shape.getOp().equals("Pack") ? source(shape, 0) : Optional.of(shape))
        .filter(shape -> shape.getOp().equals("Const"))
        .map(ConstantShape::new);
  }

  private Optional<NodeDef> source(NodeDef node, int input) {
    return Optional.of(GraphNodes.operationOf(node.getInput(input)))
        .filter(nodes::contains)
        .map(nodes::nodeOrThrow);
  }
}
