package io.dlpipelines.tensorflow.safety;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** The types that a node takes and gives, as its attributes say. */
final class NodeSignature {
  private static final int MOST_TENSORS = 1 << 16;

  private final NodeDef node;
  private final OpDef operation;

  /**
   * The type of a tensor.
   *
   * @param type without reference
   * @param reference whether it can be assigned to
   */
  record Type(DataType type, boolean reference) {

    boolean fits(Type wanted) {
      return type == wanted.type && (reference || !wanted.reference);
    }

    @Override
    public String toString() {
      return reference ? type + " (a variable)" : type.toString();
    }
  }

  NodeSignature(NodeDef node, OpDef operation) {
    this.node = node;
    this.operation = operation;
  }

  /** What it takes; empty if its attributes are not known before a function is called. */
  Optional<List<Type>> inputs() {
    return types(operation.getInputArgList()).map(NodeSignature::flat);
  }

  /** What it gives; empty as above. */
  Optional<List<Type>> outputs() {
    return outputsByName().map(NodeSignature::flat);
  }

  Optional<Map<String, List<Type>>> outputsByName() {
    return types(operation.getOutputArgList());
  }

  private static List<Type> flat(Map<String, List<Type>> types) {
    return types.values().stream().flatMap(List::stream).toList();
  }

  private Optional<Map<String, List<Type>>> types(List<OpDef.ArgDef> arguments) {
    Map<String, List<Type>> all = new LinkedHashMap<>();
    for (OpDef.ArgDef argument : arguments) {
      Optional<List<Type>> types = types(argument);
      if (types.isEmpty()) {
        return Optional.empty();
      }
      all.put(argument.getName(), types.get());
    }
    return Optional.of(all);
  }

  private Optional<List<Type>> types(OpDef.ArgDef argument) {
    if (!argument.getTypeListAttr().isEmpty()) {
      return attribute(argument.getTypeListAttr())
          .map(
              value ->
                  value.getList().getTypeList().stream()
                      .map(type -> type(type, argument.getIsRef()))
                      .toList());
    }
    Optional<DataType> type =
        argument.getTypeAttr().isEmpty()
            ? Optional.of(argument.getType())
            : attribute(argument.getTypeAttr()).map(AttrValue::getType);
    Optional<Long> count =
        argument.getNumberAttr().isEmpty()
            ? Optional.of(1L)
            : attribute(argument.getNumberAttr()).map(AttrValue::getI);
    if (type.isEmpty() || count.isEmpty()) {
      return Optional.empty();
    }
    if (count.get() < 0 || count.get() > MOST_TENSORS) {
      throw new InconsistentException(
          "attribute [%s] asks for %d tensors", argument.getNumberAttr(), count.get());
    }
    List<Type> types = new ArrayList<>();
    for (int index = 0; index < count.get(); index++) {
      types.add(type(type.get(), argument.getIsRef()));
    }
    return Optional.of(types);
  }

  private static Type type(DataType type, boolean reference) {
    int number = type == DataType.UNRECOGNIZED ? -1 : type.getNumber();
    return number > NodeAttributes.REFERENCES
        ? new Type(DataType.forNumber(number - NodeAttributes.REFERENCES), true)
        : new Type(type, reference);
  }

  /** The value of an attribute, or its default; empty if the call of the function gives it. */
  private Optional<AttrValue> attribute(String name) {
    AttrValue value = node.getAttrMap().get(name);
    if (value == null) {
      value =
          operation.getAttrList().stream()
              .filter(attribute -> attribute.getName().equals(name) && attribute.hasDefaultValue())
              .map(OpDef.AttrDef::getDefaultValue)
              .findFirst()
              .orElse(null);
    }
    return Optional.ofNullable(value).filter(given -> given.getPlaceholder().isEmpty());
  }
}
