package io.dlpipelines.tensorflow.product;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The operations that replace one product. The last one has the product's name and, like it, an
 * output named {@code output}, so that references to it in function bodies stay valid.
 */
final class ProductNodes {
  private static final int END = Integer.MAX_VALUE;

  private final Product product;
  private final boolean inFunction;
  private final List<NodeDef> nodes = new ArrayList<>();

  ProductNodes(Product product, boolean inFunction) {
    this.product = product;
    this.inFunction = inFunction;
  }

  /**
   * Reshapes the axes that the first operand's ellipsis stands for into one axis, and the result
   * back. The second operand has none of them.
   */
  List<NodeDef> withOneBatchAxis() {
    String left = Product.labels(product.left());
    String x =
        add(einsum("moved", product.type(), positions(product.left(), true)).addInput(input(0)));
    String shape = shape("shape", x);
    String zero = vector("zero", 0);
    String one = vector("one", 1);
    String end = vector("end", END);
    String border = vector("border", left.isEmpty() ? END : -left.length());
    String batch = slice("batch", shape, zero, border, one);
    String flat = concat("flat_shape", total(batch, zero), slice("rest", shape, border, end, one));
    String label = unusedLabel();
    String equation =
        label
            + left
            + ","
            + Product.labels(product.right())
            + "->"
            + label
            + Product.labels(product.result());
    String multiplied =
        add(
            einsum("product", product.type(), equation)
                .addInput(reshape("flat", x, flat))
                .addInput(input(1)));
    String inner = slice("inner", shape("product_shape", multiplied), one, end, one);
    String result = reshape("result", multiplied, concat("result_shape", batch, inner));
    return replacedBy(result, positions(product.result(), false));
  }

  /** Computes the product in float64, which oneDNN has no kernel for. */
  List<NodeDef> inDouble() {
    NodeDef.Builder wide = einsum("float64", DataType.DT_DOUBLE, product.equation());
    for (int index = 0; index < 2; index++) {
      wide.addInput(cast("operand_" + index, input(index), product.type(), DataType.DT_DOUBLE));
    }
    String narrow = cast("narrow", add(wide), DataType.DT_DOUBLE, product.type());
    return replacedBy(narrow, "...->...");
  }

  /** The equation of one operand that moves the ellipsis to the front, or back from there. */
  private static String positions(String operand, boolean toFront) {
    String labels =
        IntStream.range(0, Product.labels(operand).length())
            .mapToObj(index -> Character.toString('A' + index))
            .reduce("", String::concat);
    int before = operand.indexOf(Product.ELLIPSIS);
    String front = Product.ELLIPSIS + labels;
    String back = labels.substring(0, before) + Product.ELLIPSIS + labels.substring(before);
    return toFront ? back + "->" + front : front + "->" + back;
  }

  private String unusedLabel() {
    return IntStream.concat(IntStream.rangeClosed('A', 'Z'), IntStream.rangeClosed('a', 'z'))
        .filter(label -> product.equation().indexOf(label) < 0)
        .mapToObj(Character::toString)
        .findFirst()
        .orElseThrow();
  }

  private List<NodeDef> replacedBy(String result, String equation) {
    NodeDef node = product.node();
    NodeDef.Builder last =
        einsum("", product.type(), equation).setName(node.getName()).addInput(result);
    node.getInputList().subList(2, node.getInputCount()).forEach(last::addInput);
    node.getAttrMap()
        .forEach(
            (name, value) -> {
              if (name.startsWith("_")) {
                last.putAttr(name, value);
              }
            });
    add(last);
    return nodes;
  }

  private String input(int index) {
    return product.node().getInput(index);
  }

  private NodeDef.Builder einsum(String name, DataType type, String equation) {
    return node(name, "Einsum")
        .putAttr("T", type(type))
        .putAttr("N", AttrValue.newBuilder().setI(equation.split(",").length).build())
        .putAttr(
            "equation", AttrValue.newBuilder().setS(ByteString.copyFromUtf8(equation)).build());
  }

  private String cast(String name, String tensor, DataType from, DataType to) {
    add(node(name, "Cast").addInput(tensor).putAttr("SrcT", type(from)).putAttr("DstT", type(to)));
    return reference(name, "y");
  }

  private String shape(String name, String tensor) {
    return add(
        node(name, "Shape")
            .addInput(tensor)
            .putAttr("T", type(product.type()))
            .putAttr("out_type", type(DataType.DT_INT32)));
  }

  private String slice(String name, String sizes, String begin, String end, String step) {
    return add(
        node(name, "StridedSlice")
            .addAllInput(List.of(sizes, begin, end, step))
            .putAttr("T", type(DataType.DT_INT32))
            .putAttr("Index", type(DataType.DT_INT32)));
  }

  private String total(String sizes, String axis) {
    return add(
        node("total", "Prod")
            .addAllInput(List.of(sizes, axis))
            .putAttr("T", type(DataType.DT_INT32))
            .putAttr("Tidx", type(DataType.DT_INT32))
            .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build()));
  }

  private String concat(String name, String first, String second) {
    String axis = constant(name + "_axis", 0, TensorShapeProto.getDefaultInstance());
    return add(
        node(name, "ConcatV2")
            .addAllInput(List.of(first, second, axis))
            .putAttr("N", AttrValue.newBuilder().setI(2).build())
            .putAttr("T", type(DataType.DT_INT32))
            .putAttr("Tidx", type(DataType.DT_INT32)));
  }

  private String reshape(String name, String tensor, String shape) {
    return add(
        node(name, "Reshape")
            .addAllInput(List.of(tensor, shape))
            .putAttr("T", type(product.type()))
            .putAttr("Tshape", type(DataType.DT_INT32)));
  }

  private String vector(String name, int value) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setSize(1);
    return constant(name, value, shape.build());
  }

  /** Waits for an operand, so that it is in the same frame of a loop. */
  private String constant(String name, int value, TensorShapeProto shape) {
    TensorProto.Builder content =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape).addIntVal(value);
    return add(
        node(name, "Const")
            .addInput("^" + name("moved"))
            .putAttr("dtype", type(DataType.DT_INT32))
            .putAttr("value", AttrValue.newBuilder().setTensor(content).build()));
  }

  private NodeDef.Builder node(String name, String operation) {
    return NodeDef.newBuilder()
        .setName(name(name))
        .setOp(operation)
        .setDevice(product.node().getDevice());
  }

  private String name(String name) {
    return product.node().getName() + "/dlpipelines_" + name;
  }

  private String add(NodeDef.Builder node) {
    nodes.add(node.build());
    return inFunction ? node.getName() + ":output:0" : node.getName();
  }

  private String reference(String name, String output) {
    return inFunction ? name(name) + ":" + output + ":0" : name(name);
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
