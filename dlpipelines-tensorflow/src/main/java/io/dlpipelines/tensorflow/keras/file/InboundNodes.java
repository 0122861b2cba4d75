package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.Node;
import io.dlpipelines.tensorflow.keras.network.TensorReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads what the layers of a functional model are applied to, in the forms of Keras 1 to 3. */
final class InboundNodes {
  private final Set<String> layers;
  private final List<Node> nodes = new ArrayList<>();
  private boolean ofKeras3;

  InboundNodes(Set<String> layers) {
    this.layers = layers;
  }

  /** Adds the applications of a layer. */
  void add(Layer layer, JsonNode applications) {
    int index = 0;
    for (JsonNode application : applications) {
      ofKeras3 |= application.isObject();
      nodes.add(
          application.isObject()
              ? node(layer.name(), index, application)
              : oldNode(layer, index, application));
      index++;
    }
  }

  /** Keras 3: arguments as they were given, tensors among them with the layers they come from. */
  private static Node node(String layer, int index, JsonNode json) {
    List<TensorReference> tensors = new ArrayList<>();
    JsonNode positional = pattern(json.path("args"), tensors);
    JsonNode named = pattern(json.path("kwargs"), tensors);
    return new Node(layer, index, tensors, new ArgumentPattern(positional, named));
  }

  private static JsonNode pattern(JsonNode json, List<TensorReference> tensors) {
    JsonNode history = json.path("config").path("keras_history");
    if (history.isArray()) {
      tensors.add(reference(history));
      return ArgumentPattern.tensor(tensors.size() - 1);
    }
    return ArgumentPattern.mapped(json, each -> pattern(each, tensors));
  }

  /** Before: one entry for each tensor of the first argument, with the other arguments in it. */
  private Node oldNode(Layer layer, int index, JsonNode json) {
    List<TensorReference> tensors = new ArrayList<>();
    List<JsonNode> inputs = new ArrayList<>();
    Map<String, JsonNode> named = new LinkedHashMap<>();
    boolean single = isReference(json) || isConstant(json);
    for (JsonNode input : single ? List.of(json) : json) {
      if (isConstant(input)) {
        inputs.add(array(input.get(2)));
      } else if (isReference(input)) {
        inputs.add(oldPattern(input, tensors));
      } else {
        throw invalid(
            layer.name(), "it is given %s, which is no tensor of this model".formatted(input));
      }
      input.path(3).properties().forEach(each -> named.putIfAbsent(each.getKey(), each.getValue()));
    }
    ArgumentPattern pattern = layer.pattern(inputs.size());
    pattern =
        new ArgumentPattern(
            ArgumentPattern.filled(pattern.positional(), inputs::get),
            ArgumentPattern.filled(pattern.named(), inputs::get));
    for (Map.Entry<String, JsonNode> argument : named.entrySet()) {
      pattern = pattern.with(argument.getKey(), oldPattern(argument.getValue(), tensors));
    }
    return new Node(layer.name(), index, tensors, pattern);
  }

  private JsonNode oldPattern(JsonNode json, List<TensorReference> tensors) {
    if (isReference(json)) {
      tensors.add(reference(json));
      return ArgumentPattern.tensor(tensors.size() - 1);
    }
    return isLiteral(json)
        ? array(json)
        : ArgumentPattern.mapped(json, each -> oldPattern(each, tensors));
  }

  /** What stands for a constant among the tensors of the first argument. */
  private static boolean isConstant(JsonNode json) {
    return json.isArray() && json.size() >= 3 && json.get(0).asText().equals("_CONSTANT_VALUE");
  }

  private static boolean isLiteral(JsonNode json) {
    if (!json.isArray() || json.isEmpty()) {
      return false;
    }
    for (JsonNode each : json) {
      if (!each.isNumber() && !each.isBoolean() && !isLiteral(each)) {
        return false;
      }
    }
    return true;
  }

  /** An array in the form of Keras 3, which keeps lists apart from arrays. */
  private static JsonNode array(JsonNode lists) {
    JsonNode first = lists;
    while (first.isArray()) {
      first = first.path(0);
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("class_name", "__tensor__");
    json.putObject("config")
        .put("dtype", first.isBoolean() ? "bool" : first.isIntegralNumber() ? "int32" : "float32")
        .set("value", lists);
    return json;
  }

  private boolean isReference(JsonNode json) {
    return json.isArray()
        && json.size() >= 3
        && json.get(0).isTextual()
        && json.get(1).isInt()
        && json.get(2).isInt()
        && layers.contains(json.get(0).asText());
  }

  private List<TensorReference> oldReferences(JsonNode json) {
    if (isReference(json)) {
      return List.of(reference(json));
    }
    List<TensorReference> all = new ArrayList<>();
    if (json.isContainerNode()) {
      json.forEach(each -> all.addAll(oldReferences(each)));
    }
    return all;
  }

  /**
   * A model's inputs or outputs: one tensor, or lists of them, or named ones, which Keras feeds in
   * the order of their names.
   */
  List<TensorReference> references(JsonNode json) {
    List<TensorReference> all = new ArrayList<>();
    if (json.isObject()) {
      json.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(named -> all.addAll(oldReferences(named.getValue())));
    } else {
      all.addAll(oldReferences(json));
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "The model has no inputs or no outputs among its layers, but %s.".formatted(json));
    }
    return all;
  }

  /**
   * A model's outputs. Among them Keras 3 counts the applications of functional models from 1, and
   * in arguments from 0.
   */
  List<TensorReference> outputs(JsonNode json, Predicate<String> functional) {
    return references(json).stream()
        .map(
            output ->
                ofKeras3 && output.node() > 0 && functional.test(output.layer())
                    ? new TensorReference(output.layer(), output.node() - 1, output.index())
                    : output)
        .toList();
  }

  /**
   * The applications and outputs with numbers from 0. Models that are layers count an application
   * that made them as their first, and what refers to them does.
   */
  Numbered numbered(List<TensorReference> outputs) {
    Map<String, Integer> counts = new HashMap<>();
    nodes.forEach(node -> counts.merge(node.layer(), 1, Integer::sum));
    Map<String, TreeSet<Integer>> referred = new HashMap<>();
    Stream.concat(outputs.stream(), nodes.stream().flatMap(node -> node.tensors().stream()))
        .forEach(
            tensor ->
                referred
                    .computeIfAbsent(tensor.layer(), unused -> new TreeSet<>())
                    .add(tensor.node()));
    Map<String, Integer> shifts = new HashMap<>();
    referred.forEach(
        (layer, numbers) -> {
          int count = counts.getOrDefault(layer, 1);
          int shift = numbers.last() - count + 1;
          if (shift > 0 && shift <= numbers.first()) {
            shifts.put(layer, shift);
          }
        });
    return new Numbered(
        nodes.stream()
            .map(node -> node.with(node.index(), tensor -> shifted(tensor, shifts)))
            .toList(),
        outputs.stream().map(tensor -> shifted(tensor, shifts)).toList());
  }

  /** Applications and outputs that refer to each other. */
  record Numbered(List<Node> nodes, List<TensorReference> outputs) {}

  private static TensorReference shifted(TensorReference tensor, Map<String, Integer> shifts) {
    return new TensorReference(
        tensor.layer(), tensor.node() - shifts.getOrDefault(tensor.layer(), 0), tensor.index());
  }

  private static TensorReference reference(JsonNode json) {
    return new TensorReference(json.path(0).asText(), json.path(1).asInt(), json.path(2).asInt());
  }

  private static IllegalArgumentException invalid(String layer, String problem) {
    return new IllegalArgumentException("Layer [%s]: %s.".formatted(layer, problem));
  }
}
