package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Puts functions of TensorFlow, which Keras 2 saved as layers of the classes {@code TFOpLambda} and
 * {@code SlicingOpLambda}, into the terms of Keras 3's operations.
 */
final class TensorFlowFunctions {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Set<String> CLASSES = Set.of("TFOpLambda", "SlicingOpLambda");
  private static final String CONSTANT = "_CONSTANT_VALUE";

  private final JsonNode layer;
  private final String function;

  private TensorFlowFunctions(JsonNode layer) {
    this.layer = layer;
    function = layer.path("config").path("function").asText();
  }

  /** The layer with its application, as it is if it is no function of TensorFlow. */
  static JsonNode translated(JsonNode layer) {
    return CLASSES.contains(ClassTerms.plain(layer.path("class_name").asText()))
        ? new TensorFlowFunctions(layer).operation()
        : layer;
  }

  private JsonNode operation() {
    KerasOperation operation =
        KerasOperation.find(function)
            .orElseThrow(
                () ->
                    invalid(
                        "it is not supported; use a layer in its place, or export the model as a"
                            + " SavedModel and use TFInputGraph.fromSavedModel"));
    if (layer.path("inbound_nodes").size() != 1) {
      throw invalid("it is applied more than once, or never");
    }
    JsonNode application = layer.get("inbound_nodes").get(0);
    ObjectNode given = keywords(application).deepCopy();
    ObjectNode json = JSON.objectNode();
    json.put("module", operation.module());
    json.put("class_name", operation.className());
    json.put("registered_name", operation.className());
    json.set("name", name());
    ObjectNode config = json.putObject("config");
    config.set("name", name());
    ObjectNode node = json.putArray("inbound_nodes").addObject();
    ArrayNode args = node.putArray("args").add(argument(application));
    ObjectNode kwargs = node.putObject("kwargs");
    for (String tensor : operation.tensors()) {
      if (given.has(tensor)) {
        args.add(argument(given.remove(tensor)));
      }
    }
    operation.defaults().forEach((setting, value) -> config.set(setting, parsed(value)));
    for (Map.Entry<String, JsonNode> each : given.properties()) {
      set(operation, each.getKey(), each.getValue(), config, kwargs);
    }
    finish(json, config, args);
    return json;
  }

  private static JsonNode parsed(String value) {
    return switch (value) {
      case "true", "false" -> JSON.booleanNode(value.equals("true"));
      case "add", "max", "min" -> JSON.textNode(value);
      default ->
          value.matches("-?\\d+")
              ? JSON.numberNode(Integer.parseInt(value))
              : JSON.numberNode(Double.parseDouble(value));
    };
  }

  private void set(
      KerasOperation operation,
      String parameter,
      JsonNode value,
      ObjectNode config,
      ObjectNode kwargs) {
    String setting = operation.settings().getOrDefault(parameter, "");
    boolean unset = value.isNull() || value.isBoolean() && !value.asBoolean();
    if (setting.equals(KerasOperation.MAY_BE_ANYTHING) || parameter.equals("name")) {
      return;
    }
    if (setting.isEmpty()) {
      boolean zero = operation.settings().containsKey(parameter) && value.asInt(1) == 0;
      boolean transposes =
          operation.className().equals("Matmul") && parameter.startsWith("transpose_");
      if (transposes && value.asBoolean()) {
        config.put(parameter, true);
      } else if (!unset && !zero) {
        throw invalid(
            "its argument [%s] is %s, which is not supported".formatted(parameter, value));
      }
      return;
    }
    JsonNode argument = argument(value);
    if (value.isNull()) {
      return;
    }
    if (hasTensor(argument)) {
      kwargs.set(setting, argument);
    } else {
      config.set(setting, argument);
    }
  }

  /** What Keras says otherwise than by another name. */
  private void finish(ObjectNode json, ObjectNode config, ArrayNode args) {
    switch (json.get("class_name").asText()) {
      case "Matmul" -> {
        boolean first = config.path("transpose_a").asBoolean();
        boolean second = config.path("transpose_b").asBoolean();
        if (first || second) {
          config.remove(java.util.List.of("transpose_a", "transpose_b"));
          config.put(
              "subscripts",
              (first ? "...ji," : "...ij,") + (second ? "...kj" : "...jk") + "->...ik");
          json.put("class_name", "Einsum").put("registered_name", "Einsum");
        }
      }
      case "Normalize" -> {
        if (!config.has("axis")) {
          throw invalid("its argument [axis] is missing");
        }
        // TensorFlow's is the least square of the length.
        config.put("epsilon", Math.sqrt(config.get("epsilon").asDouble()));
      }
      case "Split" -> {
        if (config.path("indices_or_sections").isArray()) {
          config.set("indices_or_sections", places(config.get("indices_or_sections")));
        }
      }
      case "Pad" -> lower(config, "mode");
      case "Resize" -> lower(config, "interpolation");
      case "GetItem" -> {
        if (args.size() != 2) {
          throw invalid("its argument [slice_spec] is missing");
        }
      }
      default -> {
        // The names were all that differed.
      }
    }
  }

  private static void lower(ObjectNode config, String setting) {
    if (config.has(setting)) {
      config.put(setting, config.get(setting).asText().toLowerCase(Locale.ROOT));
    }
  }

  /** Where parts begin, of their sizes. */
  private ArrayNode places(JsonNode sizes) {
    ArrayNode places = JSON.arrayNode();
    int place = 0;
    for (int part = 0; part < sizes.size() - 1; part++) {
      if (!sizes.get(part).isInt() || sizes.get(part).asInt() < 0) {
        throw invalid("its argument [num_or_size_splits] is %s".formatted(sizes));
      }
      place += sizes.get(part).asInt();
      places.add(place);
    }
    return places;
  }

  /** The arguments by name are beside the first of the tensors. */
  private static JsonNode keywords(JsonNode application) {
    if (isTensor(application) || isConstant(application)) {
      return application.path(3).isObject() ? application.get(3) : JSON.objectNode();
    }
    for (Iterator<JsonNode> each = application.elements(); each.hasNext(); ) {
      JsonNode keywords = keywords(each.next());
      if (!keywords.isEmpty()) {
        return keywords;
      }
    }
    return JSON.objectNode();
  }

  private static JsonNode argument(JsonNode json) {
    if (isTensor(json)) {
      ObjectNode tensor = JSON.objectNode().put("class_name", "__keras_tensor__");
      tensor
          .putObject("config")
          .putArray("keras_history")
          .add(json.get(0))
          .add(json.get(1))
          .add(json.get(2));
      return tensor;
    }
    if (isConstant(json)) {
      return argument(json.get(2));
    }
    if (json.has("start") && json.has("stop") && json.has("step")) {
      ObjectNode slice = JSON.objectNode().put("class_name", "__slice__");
      slice.set("config", ArgumentPattern.mapped(json, TensorFlowFunctions::argument));
      return slice;
    }
    return ArgumentPattern.mapped(json, TensorFlowFunctions::argument);
  }

  private static boolean isTensor(JsonNode json) {
    return isEntry(json) && !json.get(0).asText().equals(CONSTANT);
  }

  private static boolean isConstant(JsonNode json) {
    return json.isArray() && json.path(0).asText().equals(CONSTANT) && json.size() >= 3;
  }

  private static boolean isEntry(JsonNode json) {
    return json.isArray()
        && (json.size() == 3 || json.size() == 4)
        && json.get(0).isTextual()
        && json.get(1).isInt()
        && json.get(2).isInt();
  }

  private static boolean hasTensor(JsonNode json) {
    if (json.path("class_name").asText().equals("__keras_tensor__")) {
      return true;
    }
    for (JsonNode each : json) {
      if (hasTensor(each)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode name() {
    return layer.path("name").isTextual() ? layer.get("name") : layer.path("config").path("name");
  }

  private IllegalArgumentException invalid(String problem) {
    return new IllegalArgumentException(
        "Layer [%s] is the function [%s] of TensorFlow: %s."
            .formatted(name().asText(), function, problem));
  }
}
