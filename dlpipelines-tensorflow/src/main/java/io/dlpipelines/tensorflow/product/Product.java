package io.dlpipelines.tensorflow.product;

import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * An operation that multiplies two tensors, as an Einstein summation.
 *
 * @param node the operation
 * @param type of the tensors
 * @param left labels of the first operand
 * @param right labels of the second operand
 * @param result labels of the result
 */
record Product(NodeDef node, DataType type, String left, String right, String result) {
  static final String ELLIPSIS = "...";
  private static final String EINSUM = "Einsum";
  private static final Set<DataType> TYPES =
      Set.of(DataType.DT_FLOAT, DataType.DT_BFLOAT16, DataType.DT_HALF);

  /** Empty if it is not an operation that TensorFlow may compute with oneDNN. */
  static Optional<Product> of(NodeDef node) {
    DataType type = attribute(node, "T").getType();
    if (!TYPES.contains(type)) {
      return Optional.empty();
    }
    return switch (node.getOp()) {
      case EINSUM -> einsum(node, type);
      case "BatchMatMulV2" -> Optional.of(batchMatMul(node, type));
      default -> Optional.empty();
    };
  }

  private static Optional<Product> einsum(NodeDef node, DataType type) {
    String[] sides = attribute(node, "equation").getS().toStringUtf8().split("->", -1);
    String[] operands = sides[0].split(",", -1);
    return sides.length == 2 && operands.length == 2
        ? Optional.of(new Product(node, type, operands[0], operands[1], sides[1]))
        : Optional.empty();
  }

  private static Product batchMatMul(NodeDef node, DataType type) {
    String left = attribute(node, "adj_x").getB() ? "...ki" : "...ik";
    String right = attribute(node, "adj_y").getB() ? "...jk" : "...kj";
    return new Product(node, type, left, right, "...ij");
  }

  private static AttrValue attribute(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance());
  }

  boolean isEinsum() {
    return node.getOp().equals(EINSUM);
  }

  String equation() {
    return left + "," + right + "->" + result;
  }

  /** An operand's labels without the ellipsis. */
  static String labels(String operand) {
    return operand.replace(ELLIPSIS, "");
  }

  /** How many labels both operands and the result have. */
  int batchLabels() {
    return (int)
        labels(left)
            .chars()
            .distinct()
            .filter(label -> right.indexOf(label) >= 0 && result.indexOf(label) >= 0)
            .count();
  }
}
