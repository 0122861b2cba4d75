package io.dlpipelines.tensorflow.product;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** Shapes that the nodes of a graph or of a function body declare. */
final class KnownShapes {
  private static final Set<String> KEEP_SHAPE =
      Set.of("Identity", "Cast", "ReadVariableOp", "Enter");
  private static final Set<String> VARIABLES = Set.of("VarHandleOp", "VariableV2", "Variable");
  private static final int LONGEST_CHAIN = 16;

  private final Map<String, NodeDef> nodes = new HashMap<>();

  KnownShapes(Collection<NodeDef> nodes) {
    nodes.forEach(node -> this.nodes.put(node.getName(), node));
  }

  /** The sizes of an input's axes, -1 for one that is not known; empty if their number is not. */
  Optional<List<Long>> of(String input) {
    String tensor = input;
    for (int steps = 0; steps < LONGEST_CHAIN; steps++) {
      String[] parts = tensor.split(":");
      NodeDef node = nodes.get(parts[0]);
      if (node == null || parts.length > 1 && !parts[parts.length - 1].equals("0")) {
        return Optional.empty();
      }
      Optional<List<Long>> own = own(node);
      if (own.isPresent() || !KEEP_SHAPE.contains(node.getOp())) {
        return own;
      }
      tensor = node.getInput(0);
    }
    return Optional.empty();
  }

  private static Optional<List<Long>> own(NodeDef node) {
    AttrValue outputs = node.getAttrOrDefault("_output_shapes", AttrValue.getDefaultInstance());
    if (node.getOp().equals("Const")) {
      return sizes(node.getAttrOrThrow("value").getTensor().getTensorShape());
    }
    if (VARIABLES.contains(node.getOp())) {
      return sizes(node.getAttrOrThrow("shape").getShape());
    }
    return outputs.getList().getShapeCount() == 1
        ? sizes(outputs.getList().getShape(0))
        : Optional.empty();
  }

  private static Optional<List<Long>> sizes(TensorShapeProto shape) {
    return shape.getUnknownRank()
        ? Optional.empty()
        : Optional.of(shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList());
  }
}
