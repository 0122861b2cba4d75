package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensorflow.keras.layer.LayerRegistry;
import io.dlpipelines.tensorflow.keras.network.InputLayer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.NestedNetwork;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.Node;
import io.dlpipelines.tensorflow.keras.network.TensorReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes networks of the JSON that Keras writes. */
public final class ArchitectureReader {
  private static final String SEQUENTIAL = "Sequential";
  private static final String SHAPE = "batch_shape";

  private ArchitectureReader() {}

  /**
   * Makes a network.
   *
   * @param json the class name and settings of a model, in the terms of the version of Keras that
   *     it names, Keras 3 if it names none
   * @return the network
   * @throws IllegalArgumentException if it is no model, or one of its layers is not supported
   */
  public static Network read(JsonNode json) {
    return read(json, KerasVersion.find(json).orElse(KerasVersion.KERAS_3));
  }

  static Network read(JsonNode json, KerasVersion version) {
    if (!json.path("class_name").isTextual() || !json.path("config").isContainerNode()) {
      throw new IllegalArgumentException(
          "The JSON has no class name and settings of a model. Give what Keras's model.to_json()"
              + " gives.");
    }
    ObjectNode model = new LayerTerms(version).layer(json);
    String className = model.get("class_name").asText();
    if (!LayerTerms.MODELS.contains(className)) {
      throw new IllegalArgumentException(
          "The JSON is a %s, which is no model; models are Sequential or Functional. Subclasses of Model are Python code, which is not run: export them as SavedModels and use TFInputGraph.fromSavedModel."
              .formatted(className));
    }
    return network(className, (ObjectNode) model.get("config"));
  }

  private static Network network(String className, ObjectNode config) {
    return className.equals(SEQUENTIAL) ? sequential(config) : functional(config);
  }

  private static Layer create(LayerConfig config) {
    return LayerTerms.MODELS.contains(config.className())
        ? new NestedNetwork(config, network(config.className(), config.toJson()))
        : LayerRegistry.find(config)
            .orElseThrow(() -> config.invalid(UnknownClass.problem(config)));
  }

  private static Layer layer(JsonNode json) {
    return create(
        new LayerConfig(
            json.get("class_name").asText(),
            (ObjectNode) json.get("config"),
            ArchitectureReader::create));
  }

  private static Network sequential(ObjectNode config) {
    List<Layer> layers = new ArrayList<>();
    config.get("layers").forEach(each -> layers.add(layer(each)));
    String name = config.get("name").asText();
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("Model [%s]: it has no layers.".formatted(name));
    }
    if (!(layers.get(0) instanceof InputLayer)) {
      layers.add(0, input(config, layers.get(0)));
    }
    List<Node> nodes = new ArrayList<>();
    TensorReference input = new TensorReference(layers.get(0).name(), 0, 0);
    TensorReference last = input;
    for (Layer layer : layers.subList(1, layers.size())) {
      nodes.add(new Node(layer.name(), 0, List.of(last), layer.pattern(1)));
      last = new TensorReference(layer.name(), 0, 0);
    }
    return new Network(name, true, layers, nodes, List.of(input), List.of(last));
  }

  /** The input that a stack has before its first layer, of the shape that is said somewhere. */
  private static Layer input(ObjectNode config, Layer first) {
    ObjectNode input = JsonNodeFactory.instance.objectNode().put("name", first.name() + "_input");
    JsonNode json = config.get("layers").get(0);
    Optional<JsonNode> inner =
        first instanceof NestedNetwork nested ? inputShape(nested.network()) : Optional.empty();
    inner
        .or(() -> array(json.path("config").path(SHAPE)))
        .or(() -> array(config.path("build_input_shape")))
        .or(() -> array(json.path("build_config").path("input_shape")))
        .ifPresent(shape -> input.set(SHAPE, shape));
    return new InputLayer(
        new LayerConfig(InputLayer.CLASS_NAME, input, ArchitectureReader::create));
  }

  private static Optional<JsonNode> inputShape(Network network) {
    return network
        .findLayer(network.inputs().get(0).layer())
        .flatMap(layer -> layer.config().find(SHAPE));
  }

  private static Optional<JsonNode> array(JsonNode json) {
    return json.isArray() ? Optional.of(json) : Optional.empty();
  }

  private static Network functional(ObjectNode config) {
    Map<String, Layer> layers = new LinkedHashMap<>();
    String name = config.get("name").asText();
    for (JsonNode each : config.get("layers")) {
      Layer layer = layer(each);
      if (layers.put(layer.name(), layer) != null) {
        throw new IllegalArgumentException(
            "Model [%s]: two layers have the name [%s].".formatted(name, layer.name()));
      }
    }
    InboundNodes inbound = new InboundNodes(layers.keySet());
    for (JsonNode each : config.get("layers")) {
      Layer layer = layers.get(each.get("config").path("name").asText());
      if (!(layer instanceof InputLayer)) {
        inbound.add(layer, each.path("inbound_nodes"));
      }
    }
    List<TensorReference> inputs =
        inbound.references(config.path("input_layers")).stream()
            .map(input -> new TensorReference(input.layer(), 0, 0))
            .toList();
    InboundNodes.Numbered numbered =
        inbound.numbered(
            inbound.outputs(
                config.path("output_layers"),
                layer ->
                    layers.get(layer) instanceof NestedNetwork nested
                        && !nested.network().sequential()));
    return new Network(
        name, false, List.copyOf(layers.values()), numbered.nodes(), inputs, numbered.outputs());
  }
}
