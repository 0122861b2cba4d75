package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.scoring.LastUsed;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The part of a graph that some tensors need, without calls of functions and without the values of
 * large constants: what TensorFlow infers shapes in. It remembers what was inferred last.
 */
final class ProbedGraph {
  private static final int LARGE_BYTES = 1 << 14;
  private static final int MEMORY = 8;

  /** Operations whose outputs are as long as the values of their inputs make them. */
  private static final Set<String> SIZED_BY_DATA =
      Set.of(
          "Where",
          "Unique",
          "UniqueV2",
          "UniqueWithCounts",
          "UniqueWithCountsV2",
          "ListDiff",
          "DynamicPartition",
          "NonMaxSuppression",
          "NonMaxSuppressionV2",
          "NonMaxSuppressionV3",
          "NonMaxSuppressionV4",
          "NonMaxSuppressionV5",
          "DenseToDenseSetOperation",
          "DenseToSparseSetOperation",
          "SparseToSparseSetOperation",
          "SparseFillEmptyRows",
          "StringSplit",
          "StringSplitV2",
          "UnicodeDecode",
          "UnicodeDecodeWithOffsets",
          "Range",
          "RaggedRange",
          "RaggedGather",
          "Bincount",
          "DenseBincount",
          "SegmentSum",
          "SegmentSumV2",
          "SegmentMean",
          "SegmentMax",
          "SegmentMaxV2",
          "SegmentMin",
          "SegmentMinV2",
          "SegmentProd",
          "SegmentProdV2",
          "SparseSegmentSum",
          "SparseSegmentMean",
          "SparseSegmentSqrtN");

  /** Operations whose outputs' first dimension is not that of an input of unknown size. */
  private static final Set<String> GIVE_ANOTHER_SIZE =
      Set.of(
          "Reshape",
          "RaggedTensorToTensor",
          "SparseToDense",
          "SparseReduceSum",
          "SparseReduceMax",
          "SparseTensorDenseMatMul",
          "ScatterNd",
          "UnsortedSegmentSum",
          "UnsortedSegmentMax",
          "UnsortedSegmentMin",
          "UnsortedSegmentProd",
          "DynamicStitch",
          "ParallelDynamicStitch",
          "While",
          "StatelessWhile",
          "If",
          "StatelessIf",
          "Case",
          "StatelessCase");

  private final GraphNodes original;
  private final GraphNodes nodes;
  private final Map<Map<String, TensorShape>, Optional<Map<String, TensorSpec>>> inferred =
      new LastUsed<>(MEMORY);
  private final Set<Long> dimensions = new HashSet<>();

  ProbedGraph(GraphDef definition) {
    original = new GraphNodes(definition);
    nodes = new GraphNodes(inlined(definition));
    infer(Map.of())
        .orElse(Map.of())
        .values()
        .forEach(tensor -> dimensions.addAll(tensor.shape().dimensions()));
  }

  /** A graph without calls of functions, unless they are recursive. */
  static GraphDef inlined(GraphDef definition) {
    try {
      return FunctionInliner.inline(definition);
    } catch (IllegalArgumentException recursive) {
      return definition;
    }
  }

  /** Whether a tensor of the graph has a dimension of this size, whatever is fed. */
  boolean hasDimension(long size) {
    return dimensions.contains(size);
  }

  /** Whether a tensor's value depends on what one of these operations gives. */
  boolean depends(String tensor, Collection<String> operations) {
    Set<String> sources = nodes.sources(List.of(tensor));
    return operations.stream().anyMatch(sources::contains);
  }

  /** Whether a tensor's first dimension has its size from an operation that looks at values. */
  boolean isSizedByData(String tensor, Map<String, TensorSpec> known) {
    Deque<String> open = new ArrayDeque<>(List.of(tensor));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String operation = GraphNodes.operationOf(open.pop());
      if (!nodes.contains(operation) || !seen.add(operation)) {
        continue;
      }
      NodeDef node = nodes.nodeOrThrow(operation);
      if (SIZED_BY_DATA.contains(node.getOp())) {
        return true;
      }
      if (!GIVE_ANOTHER_SIZE.contains(node.getOp())) {
        node.getInputList().stream()
            .filter(input -> !input.startsWith("^") && hasUnknownSize(input, known))
            .forEach(open::push);
      }
    }
    return false;
  }

  private static boolean hasUnknownSize(String input, Map<String, TensorSpec> known) {
    TensorSpec spec = known.get(input.contains(":") ? input : input + ":0");
    return spec == null
        || !spec.shape().rankKnown()
        || spec.shape().rank() > 0 && spec.shape().dimension(0) == TensorShape.UNKNOWN;
  }

  /** The tensors when placeholders have these shapes; empty if TensorFlow refuses them. */
  Optional<Map<String, TensorSpec>> infer(Map<String, TensorShape> fed) {
    synchronized (inferred) {
      return inferred.computeIfAbsent(
          Map.copyOf(fed), shapes -> infer(nodes, shapes).or(() -> infer(original, shapes)));
    }
  }

  private static Optional<Map<String, TensorSpec>> infer(
      GraphNodes nodes, Map<String, TensorShape> fed) {
    GraphDef.Builder shaped = nodes.definition().toBuilder().clearNode();
    nodes
        .definition()
        .getNodeList()
        .forEach(node -> shaped.addNode(shaped(node, fed.get(node.getName()))));
    try {
      return Optional.of(GraphTensors.inspect(shaped.build()));
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  private static NodeDef shaped(NodeDef node, TensorShape fed) {
    if (fed != null && GraphNodes.isPlaceholder(node)) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      fed.dimensions().forEach(size -> shape.addDimBuilder().setSize(size));
      return placeholder(node, shape.build());
    }
    return node.getOp().equals("Const") && node.getSerializedSize() > LARGE_BYTES
        ? placeholder(node, node.getAttrOrThrow("value").getTensor().getTensorShape())
        : node;
  }

  private static NodeDef placeholder(NodeDef node, TensorShapeProto shape) {
    return NodeDef.newBuilder()
        .setName(node.getName())
        .setOp("Placeholder")
        .putAttr("dtype", node.getAttrOrThrow("dtype"))
        .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
        .build();
  }
}
