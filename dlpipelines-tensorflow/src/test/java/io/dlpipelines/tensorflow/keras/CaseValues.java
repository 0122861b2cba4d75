package io.dlpipelines.tensorflow.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dlpipelines.tensor.Dtype;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * A tensor of a {@link PythonCase}, of any element type.
 *
 * @param shape its sizes
 * @param values its elements, the last axis fastest: a Double each, or a String
 */
record CaseValues(List<Long> shape, List<Object> values) {

  /** Reads nested lists. */
  static CaseValues of(JsonNode json) {
    List<Long> shape = new ArrayList<>();
    for (JsonNode level = json; level.isArray(); level = level.path(0)) {
      shape.add((long) level.size());
    }
    List<Object> values = new ArrayList<>();
    addLeaves(json, values);
    return new CaseValues(shape, values);
  }

  private static void addLeaves(JsonNode json, List<Object> values) {
    if (json.isArray()) {
      json.forEach(each -> addLeaves(each, values));
    } else if (!json.isMissingNode()) {
      values.add(
          json.isTextual()
              ? json.asText()
              : (Object) (json.isBoolean() ? (json.asBoolean() ? 1.0 : 0.0) : json.asDouble()));
    }
  }

  /** Reads a tensor of TensorFlow. */
  static CaseValues of(Tensor tensor) {
    List<Object> values = new ArrayList<>();
    if (tensor instanceof TFloat32 floats) {
      floats.scalars().forEach(each -> values.add((double) each.getFloat()));
    } else if (tensor instanceof TFloat16 floats) {
      floats.scalars().forEach(each -> values.add((double) each.getFloat()));
    } else if (tensor instanceof TBfloat16 floats) {
      floats.scalars().forEach(each -> values.add((double) each.getFloat()));
    } else if (tensor instanceof TFloat64 doubles) {
      doubles.scalars().forEach(each -> values.add(each.getDouble()));
    } else if (tensor instanceof TInt32 integers) {
      integers.scalars().forEach(each -> values.add((double) each.getInt()));
    } else if (tensor instanceof TInt64 longs) {
      longs.scalars().forEach(each -> values.add((double) each.getLong()));
    } else if (tensor instanceof TUint8 bytes) {
      bytes.scalars().forEach(each -> values.add((double) (each.getByte() & 0xff)));
    } else if (tensor instanceof TBool booleans) {
      booleans.scalars().forEach(each -> values.add(each.getBoolean() ? 1.0 : 0.0));
    } else if (tensor instanceof TString strings) {
      strings.scalars().forEach(each -> values.add(each.getObject()));
    } else {
      throw new IllegalArgumentException("no case gives " + tensor.dataType());
    }
    return new CaseValues(Arrays.stream(tensor.shape().asArray()).boxed().toList(), values);
  }

  /** A tensor of TensorFlow, which the caller closes. */
  TType toTensor(Dtype dtype) {
    Shape sizes = Shape.of(shape.stream().mapToLong(Long::longValue).toArray());
    Iterator<Object> from = values.iterator();
    return switch (dtype) {
      case FLOAT32 ->
          TFloat32.tensorOf(
              sizes, to -> to.scalars().forEach(each -> each.setFloat((float) number(from))));
      case FLOAT64 ->
          TFloat64.tensorOf(
              sizes, to -> to.scalars().forEach(each -> each.setDouble(number(from))));
      case FLOAT16 ->
          TFloat16.tensorOf(
              sizes, to -> to.scalars().forEach(each -> each.setFloat((float) number(from))));
      case BFLOAT16 ->
          TBfloat16.tensorOf(
              sizes, to -> to.scalars().forEach(each -> each.setFloat((float) number(from))));
      case INT32 ->
          TInt32.tensorOf(
              sizes, to -> to.scalars().forEach(each -> each.setInt((int) number(from))));
      case INT64 ->
          TInt64.tensorOf(
              sizes, to -> to.scalars().forEach(each -> each.setLong((long) number(from))));
      case UINT8 ->
          TUint8.tensorOf(
              sizes, to -> to.scalars().forEach(each -> each.setByte((byte) (int) number(from))));
      case BOOL ->
          TBool.tensorOf(
              sizes, to -> to.scalars().forEach(each -> each.setBoolean(number(from) != 0)));
      case STRING -> TString.tensorOf(sizes, DataBuffers.ofObjects(values.toArray(String[]::new)));
      case INT8, INT16, UINT16, UINT32, UINT64 ->
          throw new IllegalArgumentException("no case feeds " + dtype);
    };
  }

  /** As nested lists. */
  JsonNode toJson() {
    return toJson(0, values.iterator());
  }

  private JsonNode toJson(int axis, Iterator<Object> from) {
    if (axis == shape.size()) {
      return JsonNodeFactory.instance.numberNode((Double) from.next());
    }
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (int index = 0; index < shape.get(axis); index++) {
      all.add(toJson(axis + 1, from));
    }
    return all;
  }

  private static double number(Iterator<Object> from) {
    return (Double) from.next();
  }

  /**
   * How this differs from what is wanted: in shape, or by more than a tolerance relative to 1 plus
   * the wanted value. NaN equals NaN.
   */
  Optional<String> difference(CaseValues wanted, double tolerance) {
    if (!shape.equals(wanted.shape)) {
      return Optional.of("shape %s instead of %s".formatted(shape, wanted.shape));
    }
    double worst = 0;
    for (int index = 0; index < values.size(); index++) {
      if (!wanted.values.get(index).equals(values.get(index))) {
        if (!(wanted.values.get(index) instanceof Double value)) {
          return Optional.of("%s instead of %s".formatted(values, wanted.values));
        }
        double difference = Math.abs((Double) values.get(index) - value) / (1 + Math.abs(value));
        worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
      }
    }
    return worst <= tolerance ? Optional.empty() : Optional.of("differs by %.2g".formatted(worst));
  }
}
