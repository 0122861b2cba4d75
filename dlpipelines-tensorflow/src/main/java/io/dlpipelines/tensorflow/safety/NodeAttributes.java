package io.dlpipelines.tensorflow.safety;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Whether a node's attributes are what its operation asks for. */
final class NodeAttributes {
  /** The number of a reference type is that of its type, and this. */
  static final int REFERENCES = 100;

  private NodeAttributes() {}

  /**
   * Checks them.
   *
   * @return the bytes that the constants among them take
   * @throws InconsistentException if one is not as the operation asks for
   */
  static long check(NodeDef node, OpDef operation) {
    for (OpDef.AttrDef wanted : operation.getAttrList()) {
      AttrValue value = node.getAttrMap().get(wanted.getName());
      if (value != null) {
        check(value, wanted);
      } else if (!wanted.hasDefaultValue()) {
        throw new InconsistentException("has no attribute [%s]", wanted.getName());
      }
    }
    return checkValues(node, operation);
  }

  /** Values of attributes, whether an operation asks for them or not. */
  private static long checkValues(NodeDef node, OpDef operation) {
    long bytes = 0;
    for (Map.Entry<String, AttrValue> entry : node.getAttrMap().entrySet()) {
      AttrValue value = entry.getValue();
      try {
        shapes(value).forEach(ConstantSize::elements);
        for (TensorProto tensor : tensors(value)) {
          bytes = Math.addExact(bytes, ConstantSize.bytes(tensor));
        }
      } catch (InconsistentException wrong) {
        throw new InconsistentException("attribute [%s] %s", entry.getKey(), wrong.getMessage());
      } catch (ArithmeticException tooMany) {
        throw new InconsistentException("has constants without end");
      }
    }
    if (operation.getName().equals("Const")) {
      requireType(node);
    }
    return bytes;
  }

  private static void requireType(NodeDef constant) {
    DataType declared = constant.getAttrOrThrow("dtype").getType();
    DataType held = constant.getAttrOrThrow("value").getTensor().getDtype();
    boolean given = !constant.getAttrOrThrow("dtype").getPlaceholder().isEmpty();
    if (!given && declared != held) {
      throw new InconsistentException("is declared as %s, and its value is %s", declared, held);
    }
  }

  private static List<TensorShapeProto> shapes(AttrValue value) {
    return value.hasShape() ? List.of(value.getShape()) : value.getList().getShapeList();
  }

  private static List<TensorProto> tensors(AttrValue value) {
    return value.hasTensor() ? List.of(value.getTensor()) : value.getList().getTensorList();
  }

  private static void check(AttrValue value, OpDef.AttrDef wanted) {
    if (value.getValueCase() == AttrValue.ValueCase.PLACEHOLDER) {
      return;
    }
    String kind = wanted.getType();
    boolean list = kind.startsWith("list(");
    String element = list ? kind.substring(5, kind.length() - 1) : kind;
    boolean fits =
        list
            ? value.getValueCase() == AttrValue.ValueCase.LIST && holdsOnly(value, element)
            : value.getValueCase() == caseOf(element);
    if (!fits) {
      throw new InconsistentException(
          "attribute [%s] is no %s, but %s", wanted.getName(), kind, value.getValueCase());
    }
    types(value, element).forEach(type -> requireType(type, wanted));
    requireText(value, element, wanted);
    requireMinimum(value, wanted, list);
  }

  private static void requireText(AttrValue value, String element, OpDef.AttrDef wanted) {
    if (!element.equals("string") || !wanted.hasAllowedValues()) {
      return;
    }
    List<String> allowed =
        wanted.getAllowedValues().getList().getSList().stream()
            .map(each -> each.toStringUtf8())
            .toList();
    Stream<String> given =
        value.hasList()
            ? value.getList().getSList().stream().map(each -> each.toStringUtf8())
            : Stream.of(value.getS().toStringUtf8());
    given
        .filter(text -> !allowed.contains(text))
        .findFirst()
        .ifPresent(
            text -> {
              throw new InconsistentException(
                  "attribute [%s] is [%s], and must be one of %s", wanted.getName(), text, allowed);
            });
  }

  private static void requireMinimum(AttrValue value, OpDef.AttrDef wanted, boolean list) {
    if (!wanted.getHasMinimum()) {
      return;
    }
    long size = list ? count(value) : value.getI();
    if (size < wanted.getMinimum()) {
      throw new InconsistentException(
          "attribute [%s] %s %d, and at least %d is needed",
          wanted.getName(), list ? "has length" : "is", size, wanted.getMinimum());
    }
  }

  private static void requireType(DataType type, OpDef.AttrDef wanted) {
    boolean exists =
        type != DataType.UNRECOGNIZED
            && type != DataType.DT_INVALID
            && DataType.forNumber(type.getNumber()) != null;
    if (!exists) {
      throw new InconsistentException("attribute [%s] is no type of tensors", wanted.getName());
    }
    List<DataType> allowed = wanted.getAllowedValues().getList().getTypeList();
    DataType plain =
        type.getNumber() > REFERENCES ? DataType.forNumber(type.getNumber() - REFERENCES) : type;
    if (!allowed.isEmpty() && !allowed.contains(type) && !allowed.contains(plain)) {
      throw new InconsistentException(
          "attribute [%s] is %s, and must be one of %s", wanted.getName(), type, allowed);
    }
  }

  private static List<DataType> types(AttrValue value, String element) {
    if (!element.equals("type")) {
      return List.of();
    }
    return value.hasList() ? value.getList().getTypeList() : List.of(value.getType());
  }

  private static AttrValue.ValueCase caseOf(String kind) {
    return switch (kind) {
      case "string" -> AttrValue.ValueCase.S;
      case "int" -> AttrValue.ValueCase.I;
      case "float" -> AttrValue.ValueCase.F;
      case "bool" -> AttrValue.ValueCase.B;
      case "type" -> AttrValue.ValueCase.TYPE;
      case "shape" -> AttrValue.ValueCase.SHAPE;
      case "tensor" -> AttrValue.ValueCase.TENSOR;
      case "func" -> AttrValue.ValueCase.FUNC;
      default -> throw new InconsistentException("has an attribute of unknown kind [%s]", kind);
    };
  }

  private static boolean holdsOnly(AttrValue value, String element) {
    AttrValue.ListValue list = value.getList();
    int wanted =
        switch (caseOf(element)) {
          case S -> list.getSCount();
          case I -> list.getICount();
          case F -> list.getFCount();
          case B -> list.getBCount();
          case TYPE -> list.getTypeCount();
          case SHAPE -> list.getShapeCount();
          case TENSOR -> list.getTensorCount();
          default -> list.getFuncCount();
        };
    return wanted == count(value);
  }

  private static int count(AttrValue value) {
    AttrValue.ListValue list = value.getList();
    return list.getSCount()
        + list.getICount()
        + list.getFCount()
        + list.getBCount()
        + list.getTypeCount()
        + list.getShapeCount()
        + list.getTensorCount()
        + list.getFuncCount();
  }
}
