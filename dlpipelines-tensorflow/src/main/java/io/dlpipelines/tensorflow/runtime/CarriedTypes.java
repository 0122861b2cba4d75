package io.dlpipelines.tensorflow.runtime;

import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Tensors of integer types that TensorFlow's Java binding has no class for, fed and fetched bit by
 * bit as tensors of another type of the same size.
 */
final class CarriedTypes {
  private static final Map<DataType, DataType> CARRIERS =
      Map.of(
          DataType.DT_INT8, DataType.DT_UINT8,
          DataType.DT_INT16, DataType.DT_UINT16,
          DataType.DT_UINT32, DataType.DT_INT32,
          DataType.DT_UINT64, DataType.DT_INT64);
  private static final Set<String> PLACEHOLDERS =
      Set.of("Placeholder", "PlaceholderV2", "PlaceholderWithDefault");
  private static final String FED = "/dlpipelines_fed";
  private static final String DEFAULT = "/dlpipelines_default";
  private static final String FETCHED = "/dlpipelines_fetched_";
  private static final String BITCAST = "Bitcast";

  private CarriedTypes() {}

  /** A graph whose placeholders of such types can be fed. */
  static GraphDef feedable(GraphDef definition) {
    if (definition.getNodeList().stream().noneMatch(CarriedTypes::isCarried)) {
      return definition;
    }
    GraphDef.Builder feedable = definition.toBuilder().clearNode();
    for (NodeDef node : definition.getNodeList()) {
      if (isCarried(node)) {
        addFeedable(node, feedable);
      } else {
        feedable.addNode(node);
      }
    }
    return feedable.build();
  }

  private static boolean isCarried(NodeDef node) {
    return PLACEHOLDERS.contains(node.getOp())
        && CARRIERS.containsKey(node.getAttrOrThrow("dtype").getType());
  }

  private static void addFeedable(NodeDef node, GraphDef.Builder graph) {
    DataType type = node.getAttrOrThrow("dtype").getType();
    DataType carrier = CARRIERS.get(type);
    String fed = node.getName() + FED;
    NodeDef.Builder placeholder =
        node.toBuilder().setName(fed).putAttr("dtype", type(carrier)).removeAttr("_output_shapes");
    if (node.getInputCount() > 0 && !node.getInput(0).startsWith("^")) {
      String standard = node.getName() + DEFAULT;
      graph.addNode(bitcast(standard, node.getInput(0), type, carrier));
      placeholder.setInput(0, standard);
    }
    graph.addNode(placeholder);
    graph.addNode(bitcast(node.getName(), fed, carrier, type));
  }

  private static NodeDef bitcast(String name, String input, DataType from, DataType to) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(BITCAST)
        .addInput(input)
        .putAttr("T", type(from))
        .putAttr("type", type(to))
        .build();
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  /** The tensor that is fed in the place of one, {@code operation:index} or {@code operation}. */
  static String fed(Graph graph, String tensor) {
    String operation = operation(tensor);
    return graph.operation(operation + FED) == null ? tensor : operation + FED + ":0";
  }

  /** The tensor that is fetched in the place of one, {@code operation:index}: it may be added. */
  static String fetched(Graph graph, String tensor) {
    GraphOperation operation = graph.operation(operation(tensor));
    int index = Integer.parseInt(tensor.substring(tensor.lastIndexOf(':') + 1));
    DataType carrier =
        operation == null || index >= operation.numOutputs()
            ? null
            : CARRIERS.get(operation.output(index).dataType());
    if (carrier == null) {
      return tensor;
    }
    String name = operation.name() + FETCHED + index;
    if (graph.operation(name) == null) {
      graph
          .opBuilder(BITCAST, name, Ops.create(graph).scope())
          .addInput(operation.output(index))
          .setAttr("type", carrier)
          .build();
    }
    return name + ":0";
  }

  private static String operation(String tensor) {
    int colon = tensor.lastIndexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }
}
