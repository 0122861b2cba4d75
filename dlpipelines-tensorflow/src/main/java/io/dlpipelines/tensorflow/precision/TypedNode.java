package io.dlpipelines.tensorflow.precision;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * An operation with what its attribute {@code T} decides.
 *
 * @param node the operation, whose inputs are named {@code operation:index}
 * @param inputs for each input that is no control input, whether it is of type {@code T}
 * @param outputs the types of its outputs
 * @param given for each output, whether it is of type {@code T}
 */
record TypedNode(NodeDef node, List<Boolean> inputs, List<DataType> outputs, List<Boolean> given) {
  private static final String TYPE = "T";

  static TypedNode of(NodeDef node, OpDef operation) {
    NodeDef whole = withDefaults(node, operation);
    List<Boolean> inputs = new ArrayList<>();
    for (OpDef.ArgDef input : operation.getInputArgList()) {
      inputs.addAll(Collections.nCopies(types(input, whole).size(), isTyped(input)));
    }
    List<DataType> outputs = new ArrayList<>();
    List<Boolean> given = new ArrayList<>();
    for (OpDef.ArgDef output : operation.getOutputArgList()) {
      List<DataType> types = types(output, whole);
      outputs.addAll(types);
      given.addAll(Collections.nCopies(types.size(), isTyped(output)));
    }
    return new TypedNode(whole, inputs, outputs, given);
  }

  private static NodeDef withDefaults(NodeDef node, OpDef operation) {
    NodeDef.Builder whole = node.toBuilder();
    for (OpDef.AttrDef attribute : operation.getAttrList()) {
      if (attribute.hasDefaultValue() && !node.containsAttr(attribute.getName())) {
        whole.putAttr(attribute.getName(), attribute.getDefaultValue());
      }
    }
    return whole.build();
  }

  private static boolean isTyped(OpDef.ArgDef argument) {
    return argument.getTypeAttr().equals(TYPE);
  }

  /** The types of the tensors that an argument stands for. */
  static List<DataType> types(OpDef.ArgDef argument, NodeDef node) {
    if (!argument.getTypeListAttr().isEmpty()) {
      return attribute(node, argument.getTypeListAttr()).getList().getTypeList();
    }
    DataType type =
        argument.getTypeAttr().isEmpty()
            ? argument.getType()
            : attribute(node, argument.getTypeAttr()).getType();
    int count =
        argument.getNumberAttr().isEmpty()
            ? 1
            : (int) attribute(node, argument.getNumberAttr()).getI();
    return Collections.nCopies(count, type);
  }

  private static AttrValue attribute(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance());
  }

  boolean isFloat() {
    return attribute(node, TYPE).getType() == DataType.DT_FLOAT;
  }

  /** The same operation with another type. */
  NodeDef as(DataType type) {
    return node.toBuilder().putAttr(TYPE, AttrValue.newBuilder().setType(type).build()).build();
  }

  /** The tensors that it takes and {@code T} decides the type of. */
  List<TensorRef> typedInputs() {
    List<TensorRef> typed = new ArrayList<>();
    for (int index = 0; index < inputs.size(); index++) {
      if (inputs.get(index)) {
        typed.add(TensorRef.of(node.getInput(index)));
      }
    }
    return typed;
  }

  /** Whether {@code T} decides the type of an output. */
  boolean gives(int output) {
    return output < given.size() && given.get(output);
  }
}
