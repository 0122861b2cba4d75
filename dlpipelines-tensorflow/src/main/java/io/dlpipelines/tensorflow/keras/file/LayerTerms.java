package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts the layers of any version of Keras into the terms of Keras 3. */
final class LayerTerms {
  static final Set<String> MODELS = Set.of("Sequential", "Functional");

  private static final List<String> ACTIVATIONS = List.of("activation", "recurrent_activation");
  private static final Map<String, String> DATA_FORMATS =
      Map.of("tf", "channels_last", "default", "channels_last", "th", "channels_first");
  private static final Map<String, String> MERGES =
      Map.of(
          "sum", "Add",
          "mul", "Multiply",
          "concat", "Concatenate",
          "ave", "Average",
          "max", "Maximum",
          "dot", "Dot",
          "cos", "Dot");
  private static final String THEANO =
      "it was made for Theano's dimension ordering, whose kernels are stored otherwise; save the"
          + " model with Keras 2 on TensorFlow";

  private static final String THEANO_BACKEND =
      "it was trained on the Theano backend, whose convolutions flip kernels, and Keras converts"
          + " no kernels of this class; save the model with Keras 2 on TensorFlow";

  /** Classes whose kernels Keras 2 flips where the backend was Theano. */
  private static final Set<String> FLIPPED =
      Set.of("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "ConvLSTM2D");

  private final KerasVersion version;

  LayerTerms(KerasVersion version) {
    this.version = version;
  }

  /** A layer or model with all that is in it. */
  ObjectNode layer(JsonNode json) {
    String oldName = json.path("class_name").asText("");
    if (oldName.isEmpty() || !json.path("config").isContainerNode()) {
      throw new IllegalArgumentException(
          "The model has a layer without class name or settings: %s.".formatted(abbreviated(json)));
    }
    ClassTerms.refusal(json)
        .ifPresent(
            reason -> {
              throw invalid(json, reason);
            });
    ObjectNode layer = JsonNodeFactory.instance.objectNode();
    String className = ClassTerms.of(json);
    layer.put("class_name", className);
    layer.set("config", config(json, className));
    if (className.equals("Merge")) {
      merge(json, layer);
    }
    return layer;
  }

  private ObjectNode config(JsonNode json, String className) {
    JsonNode old = json.get("config");
    if (MODELS.contains(className)) {
      return model(json, className);
    }
    if (!old.isObject()) {
      throw invalid(json, "its settings are no object");
    }
    ObjectNode config = old.deepCopy();
    if (json.path("name").isTextual()) {
      config.set("name", json.get("name"));
    }
    if (version.major() < 3) {
      SettingTerms.rename(className, config);
      ACTIVATIONS.forEach(setting -> activation(config, setting));
      defaults(ClassTerms.plain(json.get("class_name").asText()), config);
      checkFormat(json, className, config);
    }
    if (config.has("batch_input_shape") && !config.has("batch_shape")) {
      config.set("batch_shape", config.remove("batch_input_shape"));
    }
    dtype(config);
    for (String parts : List.of("layer", "backward_layer", "cell", "cells")) {
      JsonNode part = config.path(parts);
      if (part.path("class_name").isTextual()) {
        config.set(parts, layer(part));
      } else if (part.isArray()) {
        ArrayNode layers = config.putArray(parts);
        part.forEach(each -> layers.add(layer(each)));
      }
    }
    return config;
  }

  private ObjectNode model(JsonNode json, String className) {
    JsonNode old = json.get("config");
    JsonNode layers = old.isArray() ? old : old.path("layers");
    if (!layers.isArray()) {
      throw invalid(
          json,
          "it is a subclass of Model, whose Python code is not run; export the model as a"
              + " SavedModel and use TFInputGraph.fromSavedModel");
    }
    ObjectNode config =
        old.isArray() ? JsonNodeFactory.instance.objectNode() : (ObjectNode) old.deepCopy();
    if (!config.path("name").isTextual()) {
      config.put("name", json.path("name").asText(className.toLowerCase(java.util.Locale.ROOT)));
    } else if (json.path("name").isTextual()) {
      config.set("name", json.get("name"));
    }
    if (!config.has("build_input_shape") && json.path("build_config").has("input_shape")) {
      config.set("build_input_shape", json.get("build_config").get("input_shape"));
    }
    ArrayNode upgraded = config.putArray("layers");
    for (JsonNode each : layers) {
      JsonNode terms = TensorFlowFunctions.translated(each);
      ObjectNode layer = layer(terms);
      for (String field : List.of("name", "inbound_nodes", "build_config")) {
        if (terms.has(field)) {
          layer.set(field, terms.get(field));
        }
      }
      upgraded.add(layer);
    }
    return config;
  }

  /** Before Keras 3 it was another function that had this name. */
  private static void activation(ObjectNode config, String setting) {
    JsonNode value = config.path(setting);
    JsonNode name =
        value.isObject() && value.path("config").isTextual() ? value.get("config") : value;
    if (name.asText().equals("hard_sigmoid")) {
      config.put(setting, "legacy_hard_sigmoid");
    }
  }

  private static void defaults(String oldName, ObjectNode config) {
    if (oldName.startsWith("CuDNN")) {
      config.put("activation", "tanh").put("recurrent_activation", "sigmoid");
    }
    if (oldName.startsWith("GRU") && !config.has("reset_after")) {
      config.put("reset_after", false);
    }
    if (oldName.equals("CuDNNGRU")) {
      config.put("reset_after", true);
    }
    if (config.path("axis").isArray()
        && config.get("axis").size() == 1
        && oldName.startsWith("BatchNormalization")) {
      config.set("axis", config.get("axis").get(0));
    }
    config.properties().stream()
        .filter(
            setting ->
                setting.getKey().endsWith("_regularizer")
                    || setting.getKey().endsWith("_constraint"))
        .forEach(setting -> named(setting.getValue()).ifPresent(setting::setValue));
  }

  /** Keras 1 wrote the class's name among the settings. */
  private static Optional<JsonNode> named(JsonNode value) {
    if (!value.isObject() || !value.path("name").isTextual() || value.has("class_name")) {
      return Optional.empty();
    }
    ObjectNode config = value.deepCopy();
    String name = config.remove("name").asText();
    if (config.has("m")) {
      config.set("max_value", config.remove("m"));
    }
    ObjectNode named = JsonNodeFactory.instance.objectNode();
    named.put("class_name", name.endsWith("Regularizer") ? "L1L2" : name);
    named.set("config", config);
    return Optional.of(named);
  }

  private boolean convertible(String className) {
    boolean convolves = className.contains("Conv") || className.startsWith("LocallyConnected");
    return !convolves || version.major() == 2 && FLIPPED.contains(className);
  }

  private void checkFormat(JsonNode json, String className, ObjectNode config) {
    JsonNode format = config.path("data_format");
    if (DATA_FORMATS.containsKey(format.asText())) {
      if (format.asText().equals("th")) {
        throw invalid(json, THEANO);
      }
      config.put("data_format", DATA_FORMATS.get(format.asText()));
    }
    if (version.theano() && !convertible(className)) {
      throw invalid(json, THEANO_BACKEND);
    }
    if (className.equals("BatchNormalization") && config.path("mode").asInt() != 0) {
      throw invalid(
          json,
          "its mode is %s; only mode 0 has moving averages of the features"
              .formatted(config.get("mode")));
    }
  }

  /** All is computed in 32 bits, whatever policy a model was trained with. */
  private static void dtype(ObjectNode config) {
    JsonNode dtype = config.path("dtype");
    if (dtype.isObject() || dtype.isTextual()) {
      DTypeTerms policy = DTypeTerms.of(dtype, config.path("name").asText());
      config.put("dtype", policy.name());
      policy.amaxHistoryLength().ifPresent(length -> config.put("amax_history_length", length));
    }
  }

  private static void merge(JsonNode json, ObjectNode layer) {
    ObjectNode config = (ObjectNode) layer.get("config");
    String mode = config.path("mode").asText();
    String className = MERGES.get(mode);
    if (className == null) {
      throw invalid(json, "its mode [%s] is none of %s".formatted(mode, MERGES.keySet()));
    }
    if (config.has("layers")) {
      throw invalid(
          json, "it joins models within a stack; save the model in Keras's functional form");
    }
    layer.put("class_name", className);
    ObjectNode settings = layer.putObject("config").put("name", config.path("name").asText());
    if (mode.equals("concat")) {
      settings.set("axis", config.path("concat_axis"));
    }
    if (className.equals("Dot")) {
      settings.set("axes", config.path("dot_axes"));
      settings.put("normalize", mode.equals("cos"));
    }
  }

  private static String abbreviated(JsonNode json) {
    String text = json.toString();
    return text.length() < 100 ? text : text.substring(0, 100) + "...";
  }

  private static IllegalArgumentException invalid(JsonNode layer, String problem) {
    String name = layer.path("config").path("name").asText(layer.path("name").asText(""));
    return new IllegalArgumentException(
        "Layer [%s] of class %s: %s.".formatted(name, layer.path("class_name").asText(), problem));
  }
}
