package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.InputLayer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerNames;
import io.dlpipelines.tensorflow.keras.network.LayerTensor;
import io.dlpipelines.tensorflow.keras.network.NestedNetwork;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.Node;
import io.dlpipelines.tensorflow.keras.network.TensorReference;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the JSON of networks that Keras 3 writes and reads. */
public final class ArchitectureWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String FLOAT32 = "float32";
  private static final String SEQUENTIAL = "Sequential";
  private static final String FUNCTIONAL = "Functional";
  private static final String FUNCTIONAL_MODULE = "keras.src.models.functional";

  /** Settings that are layers, or lists of them. */
  private static final List<String> PARTS = List.of("layer", "backward_layer", "cell", "cells");

  private final Map<List<String>, List<LayerTensor>> tensors = new HashMap<>();

  private ArchitectureWriter(List<LayerTensor> all) {
    all.forEach(
        tensor -> tensors.computeIfAbsent(tensor.layer(), unused -> new ArrayList<>()).add(tensor));
  }

  /**
   * Writes an architecture.
   *
   * @param model the model
   * @return the class and settings of the model
   */
  public static ObjectNode write(WeightedNetwork model) {
    return new ArchitectureWriter(model.graph().tensors()).model(model.network(), true, List.of());
  }

  private ObjectNode model(Network network, boolean trainable, List<String> path) {
    ObjectNode config = JSON.objectNode();
    config.put("name", network.name());
    config.put("trainable", trainable);
    return network.sequential()
        ? object("keras", SEQUENTIAL, sequential(network, config, path), null)
        : object(FUNCTIONAL_MODULE, FUNCTIONAL, functional(network, config, path), FUNCTIONAL);
  }

  private ObjectNode sequential(Network network, ObjectNode config, List<String> path) {
    config.set("dtype", policy(JSON.textNode(FLOAT32)));
    ArrayNode layers = config.putArray("layers");
    network.layers().forEach(layer -> layers.add(layer(layer, path)));
    if (network.layers().get(0) instanceof InputLayer input) {
      config.set("build_input_shape", shape(input));
    }
    return config;
  }

  private ObjectNode functional(Network network, ObjectNode config, List<String> path) {
    ArrayNode layers = config.putArray("layers");
    for (Layer layer : network.layers()) {
      ObjectNode json = layer(layer, path);
      json.put("name", layer.name());
      ArrayNode inbound = json.putArray("inbound_nodes");
      network.nodes().stream()
          .filter(node -> node.layer().equals(layer.name()))
          .sorted(Comparator.comparingInt(Node::index))
          .forEach(node -> inbound.add(arguments(network, node, path)));
      layers.add(json);
    }
    config.set("input_layers", ends(network, network.inputs()));
    config.set("output_layers", ends(network, network.outputs()));
    return config;
  }

  /** Keras counts the applications of functional models within others from 1 here. */
  private static ArrayNode ends(Network network, List<TensorReference> tensors) {
    ArrayNode all = JSON.arrayNode();
    for (TensorReference tensor : tensors) {
      boolean functional =
          network.findLayer(tensor.layer()).orElseThrow() instanceof NestedNetwork nested
              && !nested.network().sequential();
      all.addArray()
          .add(tensor.layer())
          .add(tensor.node() + (functional ? 1 : 0))
          .add(tensor.index());
    }
    return tensors.size() == 1 ? (ArrayNode) all.get(0) : all;
  }

  private ObjectNode layer(Layer layer, List<String> path) {
    if (layer instanceof NestedNetwork nested) {
      return model(nested.network(), layer.config().trainable(), append(path, layer.name()));
    }
    ObjectNode config = JSON.objectNode();
    if (layer instanceof InputLayer input) {
      config.set("batch_shape", input.config().find("batch_shape").orElseGet(() -> shape(input)));
      config.put("dtype", dtype(input.dtype()));
      config.put("sparse", false);
      config.put("name", layer.name());
    } else {
      if (layer.config().isOperation()) {
        return operation(layer);
      }
      config.setAll(settings(layer.config().className(), layer.config().toJson()));
    }
    return keras(layer.config().className(), config);
  }

  private static ObjectNode settings(String className, ObjectNode old) {
    ObjectNode config = JSON.objectNode();
    config.set("name", old.get("name"));
    config.put("trainable", old.path("trainable").asBoolean(true));
    config.set("dtype", policy(old.path("dtype")));
    // Sorted, so that equal models give equal texts.
    old.properties().stream()
        .filter(setting -> !config.has(setting.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .toList()
        .forEach(setting -> config.set(setting.getKey(), setting.getValue()));
    config.properties().removeIf(setting -> RefusedSettings.contain(className, setting.getKey()));
    for (String parts : PARTS) {
      JsonNode part = config.path(parts);
      if (part.path("class_name").isTextual()) {
        config.set(parts, part(part));
      } else if (part.isArray()) {
        ArrayNode all = config.putArray(parts);
        part.forEach(each -> all.add(part(each)));
      }
    }
    return config;
  }

  /** A layer that is a setting of another one, or a model. */
  private static ObjectNode part(JsonNode json) {
    String className = json.get("class_name").asText();
    ObjectNode config = json.get("config").deepCopy();
    return switch (className) {
      case SEQUENTIAL -> object("keras", SEQUENTIAL, partModel(config), null);
      case FUNCTIONAL -> object(FUNCTIONAL_MODULE, FUNCTIONAL, partModel(config), FUNCTIONAL);
      case InputLayer.CLASS_NAME -> keras(className, config);
      default -> keras(className, settings(className, config));
    };
  }

  private static ObjectNode partModel(ObjectNode config) {
    JsonNode layers = config.path("layers");
    ArrayNode all = config.putArray("layers");
    for (JsonNode layer : layers) {
      ObjectNode json = part(layer);
      for (String field : List.of("name", "inbound_nodes")) {
        if (layer.has(field)) {
          json.set(field, layer.get(field));
        }
      }
      all.add(json);
    }
    return config;
  }

  private static ObjectNode operation(Layer layer) {
    String className = layer.config().className();
    int dot = className.lastIndexOf('.');
    String plain = className.substring(dot + 1);
    return object(
        "keras.src." + className.substring(0, dot), plain, layer.config().toJson(), plain);
  }

  private ObjectNode arguments(Network network, Node node, List<String> path) {
    ArrayNode tensors = tensors(network, node.tensors(), path);
    ObjectNode json = JSON.objectNode();
    JsonNode args = ArgumentPattern.filled(node.pattern().positional(), tensors::get);
    JsonNode kwargs = ArgumentPattern.filled(node.pattern().named(), tensors::get);
    Layer layer = network.findLayer(node.layer()).orElseThrow();
    if (layer instanceof NestedNetwork nested) {
      args = ArgumentPattern.mapped(args, each -> listed(each, nested.network()));
      kwargs = ArgumentPattern.mapped(kwargs, each -> listed(each, nested.network()));
    }
    json.set("args", args);
    json.set("kwargs", kwargs);
    return json;
  }

  /**
   * The inputs of a model are written as a list, so that Keras takes dictionaries only if their
   * keys are the names of the inputs. Others become lists in the order of the keys.
   */
  private static JsonNode listed(JsonNode argument, Network nested) {
    boolean dictionary = argument.isObject() && !argument.has("class_name");
    if (!dictionary || nested.inputs().stream().allMatch(input -> argument.has(input.layer()))) {
      return argument;
    }
    ArrayNode all = JSON.arrayNode();
    argument.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> all.add(each.getValue()));
    return all.size() == 1 ? all.get(0) : all;
  }

  private ArrayNode tensors(Network network, List<TensorReference> references, List<String> path) {
    ArrayNode all = JSON.arrayNode();
    for (TensorReference reference : references) {
      ObjectNode tensor = all.addObject();
      tensor.put("class_name", "__keras_tensor__");
      ObjectNode config = tensor.putObject("config");
      if (network.findLayer(reference.layer()).orElseThrow() instanceof InputLayer input) {
        config.set("shape", shape(input));
        config.put("dtype", dtype(input.dtype()));
      } else {
        LayerTensor known = tensor(reference, append(path, reference.layer()));
        config.set("shape", shape(known.shape()));
        config.put("dtype", known.dtype());
      }
      config
          .putArray("keras_history")
          .add(reference.layer())
          .add(reference.node())
          .add(reference.index());
    }
    return all;
  }

  private LayerTensor tensor(TensorReference reference, List<String> layer) {
    return tensors.get(layer).stream()
        .filter(
            tensor ->
                tensor.application() == reference.node() && tensor.index() == reference.index())
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode shape(InputLayer input) {
    return input
        .shape()
        .<JsonNode>map(shape -> shape(TensorShape.of(shape.asArray())))
        .orElseGet(JSON::nullNode);
  }

  private static ArrayNode shape(TensorShape shape) {
    ArrayNode sizes = JSON.arrayNode();
    for (long size : shape.toArray()) {
      sizes.add(size < 0 ? JSON.nullNode() : JSON.numberNode((int) size));
    }
    return sizes;
  }

  private static String dtype(Dtype dtype) {
    return dtype.name().toLowerCase(Locale.ROOT);
  }

  /** A policy by its name, or as an object. */
  private static JsonNode policy(JsonNode dtype) {
    String name = dtype.path("config").path("name").asText(dtype.asText());
    if (name.contains("_from_")) {
      return JSON.textNode(name);
    }
    ObjectNode config = JSON.objectNode().put("name", name.isEmpty() ? FLOAT32 : name);
    return object("keras", "DTypePolicy", config, null);
  }

  private static ObjectNode keras(String className, ObjectNode config) {
    return object("keras.layers", LayerNames.exportedClassName(className), config, null);
  }

  private static ObjectNode object(
      String module, String className, ObjectNode config, String registeredName) {
    ObjectNode json = JSON.objectNode();
    json.put("module", module);
    json.put("class_name", className);
    json.set("config", config);
    json.put("registered_name", registeredName);
    return json;
  }

  private static List<String> append(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return longer;
  }
}
