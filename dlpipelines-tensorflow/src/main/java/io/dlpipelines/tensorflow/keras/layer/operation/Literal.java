package io.dlpipelines.tensorflow.keras.layer.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Numbers in JSON: one, or arrays of equal sizes. */
final class Literal {
  private Literal() {}

  /** Whether there are numbers or truth values and nothing else. */
  static boolean isLiteral(JsonNode json) {
    return json.isArray()
        ? StreamSupport.stream(json.spliterator(), false).allMatch(Literal::isLiteral)
        : json.isNumber() || json.isBoolean();
  }

  /** The type of the numbers where nothing else says it. */
  static DataType typeOf(JsonNode json) {
    if (!json.isArray()) {
      if (json.isIntegralNumber()) {
        return json.canConvertToInt() ? DataType.DT_INT32 : DataType.DT_INT64;
      }
      return json.isBoolean() ? DataType.DT_BOOL : DataType.DT_FLOAT;
    }
    DataType type = DataType.DT_BOOL;
    for (JsonNode each : json) {
      type = ElementTypes.wider(type, typeOf(each));
    }
    return json.isEmpty() ? DataType.DT_FLOAT : type;
  }

  /**
   * A tensor.
   *
   * @throws IllegalArgumentException if the arrays are not of equal sizes, or the type is no type
   *     of numbers
   */
  static TensorProto tensor(JsonNode json, DataType type) {
    List<Integer> sizes = new ArrayList<>();
    for (JsonNode inner = json; inner.isArray(); inner = inner.path(0)) {
      sizes.add(inner.size());
    }
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    sizes.forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(type).setTensorShape(shape);
    add(json, sizes, type, tensor);
    return tensor.build();
  }

  private static void add(
      JsonNode json, List<Integer> sizes, DataType type, TensorProto.Builder tensor) {
    if (json.isArray() ? sizes.isEmpty() || json.size() != sizes.get(0) : !sizes.isEmpty()) {
      throw new IllegalArgumentException("its arrays are of different sizes");
    }
    if (json.isArray()) {
      json.forEach(each -> add(each, sizes.subList(1, sizes.size()), type, tensor));
      return;
    }
    if (!isLiteral(json)) {
      throw new IllegalArgumentException("it has " + json + " for a number");
    }
    switch (type) {
      case DT_FLOAT -> tensor.addFloatVal((float) json.asDouble());
      case DT_DOUBLE -> tensor.addDoubleVal(json.asDouble());
      case DT_INT64 -> tensor.addInt64Val(json.asLong());
      case DT_BOOL -> tensor.addBoolVal(json.asBoolean());
      case DT_INT32, DT_INT16, DT_INT8, DT_UINT8, DT_UINT16 -> tensor.addIntVal(json.asInt());
      case DT_UINT32 -> tensor.addUint32Val((int) json.asLong());
      case DT_UINT64 -> tensor.addUint64Val(json.asLong());
      default -> throw new IllegalArgumentException("it has a constant of type " + type);
    }
  }
}
