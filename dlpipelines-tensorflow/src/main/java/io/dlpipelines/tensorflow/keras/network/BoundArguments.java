package io.dlpipelines.tensorflow.keras.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.tensorflow.op.Ops;

/** The arguments of one call by the layer's names for them, and which of them it has read. */
final class BoundArguments {
  /** Keras takes it for every layer; its fit and predict set it for the whole model. */
  private static final String TRAINING = "training";

  private final Ops tf;
  private final Layer layer;
  private final List<Value> tensors;
  private final Map<String, JsonNode> values = new LinkedHashMap<>();
  private final Set<String> read = new HashSet<>();

  BoundArguments(Ops tf, Layer layer, CallArguments arguments) {
    this.tf = tf;
    this.layer = layer;
    tensors = arguments.tensors();
    List<String> parameters = layer.parameters();
    JsonNode positional = arguments.pattern().positional();
    if (positional.size() > parameters.size()) {
      throw invalid(
          "it takes the arguments %s, and is given %d by position"
              .formatted(parameters, positional.size()));
    }
    for (int position = 0; position < positional.size(); position++) {
      put(parameters.get(position), positional.get(position));
    }
    arguments.pattern().named().properties().forEach(each -> put(each.getKey(), each.getValue()));
  }

  private void put(String name, JsonNode value) {
    if (isNull(value) || name.equals(TRAINING)) {
      return;
    }
    if (!layer.parameters().contains(name)) {
      throw invalid(
          "it is given the argument [%s], which is not supported; it takes %s"
              .formatted(name, layer.parameters()));
    }
    if (values.put(name, value) != null) {
      throw invalid("it is given the argument [%s] by position and by name".formatted(name));
    }
  }

  /** Null, or a list or a dictionary of nothing else. */
  private static boolean isNull(JsonNode value) {
    return value.isNull()
        || value.isContainerNode()
            && StreamSupport.stream(value.spliterator(), false).allMatch(BoundArguments::isNull);
  }

  /** Whether a parameter is given, which does not count as reading it. */
  boolean has(String name) {
    return values.containsKey(name);
  }

  /** The number of arguments that are tensors, or lists of them. */
  long tensorCount() {
    return values.values().stream().filter(ConstantTensor::isTensor).count();
  }

  /** Refuses arguments that the layer has not read. */
  void requireAllRead() {
    for (String name : values.keySet()) {
      if (!read.contains(name)) {
        throw invalid("its argument [%s] is not supported".formatted(name));
      }
    }
  }

  /** The tensors of the first argument, of dictionaries in the order of their keys. */
  List<Value> inputs() {
    List<Value> all = new ArrayList<>();
    for (Optional<Value> value : findAll(first())) {
      all.add(value.orElseThrow(() -> invalid("one of its inputs is null")));
    }
    return all;
  }

  /** The elements of an argument that is a dictionary with these keys; empty if it is not. */
  Optional<List<Optional<Value>>> findAll(String name, List<String> keys) {
    Optional<JsonNode> dictionary =
        get(name)
            .filter(argument -> ArgumentPattern.input(argument).isEmpty())
            .filter(
                argument ->
                    argument.size() == keys.size() && keys.stream().allMatch(argument::has));
    return dictionary.map(
        argument -> {
          List<Optional<Value>> all = new ArrayList<>();
          keys.forEach(key -> addOptional(argument.get(key), name, all));
          return all;
        });
  }

  private String first() {
    return layer.parameters().get(0);
  }

  /** A tensor or a constant array. */
  Optional<Value> find(String name) {
    return get(name)
        .map(argument -> value(argument, name).orElseThrow(() -> noTensor(name, argument)));
  }

  /** A list of tensors, of which some may be null, or one tensor. */
  List<Optional<Value>> findAll(String name) {
    List<Optional<Value>> all = new ArrayList<>();
    get(name).ifPresent(argument -> addOptional(argument, name, all));
    return all;
  }

  private void addOptional(JsonNode argument, String name, List<Optional<Value>> all) {
    Optional<Value> value = value(argument, name);
    if (value.isPresent() || argument.isNull()) {
      all.add(value);
    } else if (argument.isArray()) {
      argument.forEach(each -> addOptional(each, name, all));
    } else if (argument.isObject()) {
      argument.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(each -> addOptional(each.getValue(), name, all));
    } else {
      throw noTensor(name, argument);
    }
  }

  /** Constant true or false; false if not given. */
  boolean flag(String name) {
    Optional<JsonNode> argument = get(name);
    if (argument.isPresent() && !argument.get().isBoolean()) {
      throw invalid(
          "its argument [%s] is %s; it must be true or false".formatted(name, argument.get()));
    }
    return argument.isPresent() && argument.get().asBoolean();
  }

  private Optional<JsonNode> get(String name) {
    read.add(name);
    return Optional.ofNullable(values.get(name));
  }

  private Optional<Value> value(JsonNode argument, String name) {
    OptionalInt tensor = ArgumentPattern.input(argument);
    if (tensor.isPresent()) {
      return Optional.of(tensors.get(tensor.getAsInt()));
    }
    try {
      return ConstantTensor.find(argument).map(lists -> Value.of(ConstantTensor.of(tf, lists)));
    } catch (IllegalArgumentException malformed) {
      throw invalid("its argument [%s] is no array: %s".formatted(name, malformed.getMessage()));
    }
  }

  private IllegalArgumentException noTensor(String name, JsonNode argument) {
    return invalid("its argument [%s] is %s, which is no tensor".formatted(name, argument));
  }

  private IllegalArgumentException invalid(String problem) {
    return layer.config().invalid(problem);
  }
}
