package io.dlpipelines.tensorflow.runtime;

import com.google.protobuf.ByteString;
import io.dlpipelines.tensor.TensorBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Puts the values of variables in their place. */
public final class LiveGraph {
  private static final Set<String> REFERENCE_VARIABLES = Set.of("VariableV2", "Variable");
  private static final List<String> NEED_REFERENCE =
      List.of("Assign", "Apply", "SparseApply", "Scatter", "CountUpTo", "IsVariable", "Ref");
  private static final String READ = "ReadVariableOp";
  private static final String HANDLE = "VarHandleOp";

  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<String, Boolean> kept = new HashMap<>();

  private LiveGraph(GraphDef definition) {
    definition.getNodeList().forEach(node -> nodes.put(node.getName(), node));
  }

  /**
   * A live graph's definition.
   *
   * @param graph the graph
   * @return a copy
   */
  public static GraphDef definition(Graph graph) {
    return graph.toGraphDef();
  }

  /**
   * The graph with the present values of its variables in their place. What writes to variables,
   * and what depends on it, is left out. Neither the graph nor the session is changed.
   *
   * @param graph the graph
   * @param session its session, or empty if it has no variables
   * @return a definition without variables
   * @throws IllegalArgumentException if there are variables but no session, or one that is not
   *     initialized
   */
  public static GraphDef freeze(Graph graph, Optional<Session> session) {
    GraphDef definition = graph.toGraphDef();
    LiveGraph live = new LiveGraph(definition);
    return live.freeze(definition, node -> value(node, live.plainRead(node), session));
  }

  /**
   * A graph with values in the place of its variables. What writes to variables, and what depends
   * on it, is left out.
   *
   * @param definition the graph
   * @param values of all its variables, by the names of their operations
   * @return a definition without variables
   */
  public static GraphDef freeze(GraphDef definition, Map<String, TensorBuffer> values) {
    LiveGraph graph = new LiveGraph(definition);
    return graph.freeze(definition, node -> values.get(graph.variable(node)));
  }

  private GraphDef freeze(GraphDef definition, Function<NodeDef, TensorBuffer> values) {
    GraphDef.Builder frozen = definition.toBuilder().clearNode();
    for (NodeDef node : definition.getNodeList()) {
      if (readsVariable(node)) {
        frozen.addNode(constant(node, values.apply(node)));
      } else if (isKept(node)) {
        frozen.addNode(node);
      }
    }
    return frozen.build();
  }

  /** The operation of the variable that a node reads or refers to. */
  private String variable(NodeDef node) {
    NodeDef variable = node;
    while (!variable.getOp().equals(HANDLE) && variable.getInputCount() > 0) {
      variable = nodes.get(operation(variable.getInput(0)));
    }
    return variable.getName();
  }

  private static boolean readsVariable(NodeDef node) {
    return node.getOp().equals(READ) || REFERENCE_VARIABLES.contains(node.getOp());
  }

  /**
   * A read of the same variable that waits for nothing: to read after an assignment would assign.
   */
  private NodeDef plainRead(NodeDef read) {
    return read.getInputCount() < 2
        ? read
        : nodes.values().stream()
            .filter(node -> node.getOp().equals(READ) && node.getInputCount() == 1)
            .filter(node -> node.getInput(0).equals(read.getInput(0)))
            .findFirst()
            .orElse(read);
  }

  /**
   * Whether an operation takes variables of TensorFlow 1 as references, not their values.
   *
   * @param node the operation
   * @return whether it does, such as one that assigns
   */
  public static boolean needsReference(NodeDef node) {
    return NEED_REFERENCE.stream().anyMatch(node.getOp()::startsWith);
  }

  /** Whether a node needs no variable's handle, directly or through others. */
  private boolean isKept(NodeDef node) {
    Boolean known = kept.get(node.getName());
    if (known != null) {
      return known;
    }
    // A loop leads back to a node that is being decided; it does not decide itself.
    kept.put(node.getName(), true);
    boolean keep =
        !node.getOp().equals(HANDLE)
            && node.getInputList().stream()
                .map(input -> nodes.get(operation(input)))
                .allMatch(input -> readsVariable(input) ? !needsReference(node) : isKept(input));
    kept.put(node.getName(), keep);
    return keep;
  }

  private static String operation(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static TensorBuffer value(NodeDef variable, NodeDef read, Optional<Session> session) {
    Session open =
        session.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The graph has the variable [%s], and no session was given that holds its value. Pass the session too."
                        .formatted(variable.getName())));
    return VariableValues.value(open, variable.getName(), read.getName());
  }

  private static NodeDef constant(NodeDef variable, TensorBuffer value) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : value.dimensions()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    DataType dtype = Dtypes.toProto(value.dtype());
    TensorProto content =
        TensorProto.newBuilder()
            .setDtype(dtype)
            .setTensorShape(shape)
            .setTensorContent(ByteString.copyFrom(value.bytes(), 0, value.byteCount()))
            .build();
    return NodeDef.newBuilder()
        .setName(variable.getName())
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(dtype).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(content).build())
        .build();
  }
}
