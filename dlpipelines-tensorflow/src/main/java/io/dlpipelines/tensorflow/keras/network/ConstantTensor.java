package io.dlpipelines.tensorflow.keras.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/** Numbers or truth values of a model file that are the argument of a layer. */
final class ConstantTensor {
  /** Keras 3's names for arrays in files. */
  private static final Set<String> ARRAYS = Set.of("__tensor__", "__numpy__");

  private ConstantTensor() {}

  /** Whether an argument is a tensor, a constant array, or a list of nothing else. */
  static boolean isTensor(JsonNode argument) {
    if (ArgumentPattern.input(argument).isPresent() || find(argument).isPresent()) {
      return true;
    }
    return argument.isContainerNode()
        && !argument.isEmpty()
        && StreamSupport.stream(argument.spliterator(), false)
            .allMatch(each -> each.isNull() || isTensor(each));
  }

  /** The nested lists of an array; empty if the argument is none. */
  static Optional<JsonNode> find(JsonNode argument) {
    if (ARRAYS.contains(argument.path("class_name").asText())) {
      return Optional.of(argument.path("config").path("value"));
    }
    return argument.isArray() && !argument.isEmpty() && isLiteral(argument)
        ? Optional.of(argument)
        : Optional.empty();
  }

  private static boolean isLiteral(JsonNode json) {
    return json.isArray()
        ? StreamSupport.stream(json.spliterator(), false).allMatch(ConstantTensor::isLiteral)
        : json.isNumber() || json.isBoolean();
  }

  /**
   * The tensor: of truth values, 32-bit integers or floats.
   *
   * @throws IllegalArgumentException if the lists are not of equal sizes
   */
  static Operand<? extends TType> of(Ops tf, JsonNode lists) {
    List<Long> sizes = new ArrayList<>();
    for (JsonNode inner = lists; inner.isArray(); inner = inner.path(0)) {
      sizes.add((long) inner.size());
    }
    List<JsonNode> values = new ArrayList<>();
    add(lists, sizes, values);
    Shape shape = Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
    if (!values.isEmpty() && values.stream().allMatch(JsonNode::isBoolean)) {
      boolean[] booleans = new boolean[values.size()];
      for (int index = 0; index < booleans.length; index++) {
        booleans[index] = values.get(index).asBoolean();
      }
      return tf.constant(shape, DataBuffers.of(booleans));
    }
    if (!values.isEmpty() && values.stream().allMatch(JsonNode::isIntegralNumber)) {
      return tf.constant(
          shape, DataBuffers.of(values.stream().mapToInt(JsonNode::asInt).toArray()));
    }
    float[] floats = new float[values.size()];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = (float) values.get(index).asDouble();
    }
    return tf.constant(shape, DataBuffers.of(floats));
  }

  private static void add(JsonNode json, List<Long> sizes, List<JsonNode> values) {
    if (json.isArray() ? sizes.isEmpty() || json.size() != sizes.get(0) : !sizes.isEmpty()) {
      throw new IllegalArgumentException("its lists are of different sizes");
    }
    if (json.isArray()) {
      json.forEach(each -> add(each, sizes.subList(1, sizes.size()), values));
    } else {
      values.add(json);
    }
  }
}
