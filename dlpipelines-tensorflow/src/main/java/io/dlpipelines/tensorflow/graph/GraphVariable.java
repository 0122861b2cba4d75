package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensorflow.runtime.Dtypes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A variable of a graph: a resource, or a reference as TensorFlow 1 has them.
 *
 * @param name of its operation
 * @param dtype the type of its elements
 * @param shape as the graph declares it
 */
public record GraphVariable(String name, Dtype dtype, TensorShape shape) {
  static final String HANDLE = "VarHandleOp";
  static final String SHARED_NAME = "shared_name";
  private static final Set<String> REFERENCES = Set.of("VariableV2", "Variable");

  /**
   * The variables of a graph whose elements have a fixed size.
   *
   * @param definition the graph
   * @return in its order
   * @throws IllegalArgumentException if two of them are one, since they share their name
   */
  public static List<GraphVariable> of(GraphDef definition) {
    Set<String> shared = new HashSet<>();
    for (NodeDef node : definition.getNodeList()) {
      if (node.getOp().equals(HANDLE) && !shared.add(sharedName(node))) {
        throw new IllegalArgumentException(
            "The variable [%s] is the same as another one, since both have the shared name [%s]. Give each VarHandleOp a sharedName of its own."
                .formatted(node.getName(), sharedName(node)));
      }
    }
    return definition.getNodeList().stream()
        .filter(node -> node.getOp().equals(HANDLE) || isReference(node))
        .flatMap(node -> of(node).stream())
        .toList();
  }

  static boolean isReference(NodeDef node) {
    return REFERENCES.contains(node.getOp());
  }

  private static Optional<GraphVariable> of(NodeDef node) {
    return Dtypes.find(node.getAttrOrThrow("dtype").getType())
        .filter(dtype -> dtype.byteSize() > 0)
        .map(
            dtype ->
                new GraphVariable(
                    node.getName(), dtype, shape(node.getAttrOrThrow("shape").getShape())));
  }

  private static String sharedName(NodeDef node) {
    return node.getAttrOrDefault("container", AttrValue.getDefaultInstance()).getS().toStringUtf8()
        + node.getAttrOrThrow(SHARED_NAME).getS().toStringUtf8();
  }

  private static TensorShape shape(TensorShapeProto shape) {
    return shape.getUnknownRank()
        ? TensorShape.unknownRank()
        : TensorShape.of(
            shape.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray());
  }
}
