package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerNames;
import io.dlpipelines.tensorflow.keras.network.NestedNetwork;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.SavedValues;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The order in which Keras keeps the weights of a network: layer by layer, and of each layer those
 * it owns, the trainable ones first, before those of its parts.
 */
final class WeightLayout {
  /** What SpectralNormalization has of its own. */
  static final String SPECTRAL_VECTOR = "vector_u";

  private static final Set<String> QUANTIZED = Set.of("kernel_scale", "embeddings_scale");

  private final Map<List<String>, List<WeightSpec>> byOwner = new LinkedHashMap<>();

  private WeightLayout(List<WeightSpec> weights) {
    Map<List<String>, List<WeightSpec>> asked = new LinkedHashMap<>();
    weights.forEach(
        weight -> asked.computeIfAbsent(weight.owner(), unused -> new ArrayList<>()).add(weight));
    asked.forEach((owner, own) -> byOwner.put(owner, own(own)));
  }

  /**
   * The weights of one owner as Keras's archives have them: those that are trained first, but for
   * quantized layers, which list their weights themselves.
   */
  static List<WeightSpec> own(List<WeightSpec> asked) {
    return asked.stream().anyMatch(weight -> QUANTIZED.contains(weight.name()))
        ? asked
        : Stream.of(true, false)
            .flatMap(trainable -> asked.stream().filter(each -> each.trainable() == trainable))
            .toList();
  }

  /** The groups of {@code model.weights.h5}, such as {@code layers/dense_1/vars}. */
  static Map<String, List<WeightSpec>> groups(WeightedNetwork model) {
    WeightLayout layout = new WeightLayout(model.graph().weights());
    Map<String, List<WeightSpec>> groups = new LinkedHashMap<>();
    model.network().layers().stream()
        .flatMap(layer -> layout.weights(layer, List.of()))
        .forEach(
            weight -> {
              List<WeightSpec> group =
                  groups.computeIfAbsent(
                      path(model.network(), weight.owner()) + "/vars", unused -> new ArrayList<>());
              if (weight.name().equals(SPECTRAL_VECTOR)) {
                group.add(layout.kernelWithin(weight.owner()));
              }
              group.add(weight);
            });
    return groups;
  }

  /** Keras's archives hold the kernel of the layer within SpectralNormalization for both. */
  private WeightSpec kernelWithin(List<String> owner) {
    List<String> part = new ArrayList<>(owner);
    part.add("layer");
    return byOwner.getOrDefault(part, List.of()).stream()
        .filter(weight -> List.of("kernel", "embeddings").contains(weight.name()))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The arrays that layers have beside their weights, by their paths in {@code model.weights.h5}.
   */
  static Map<String, WeightValue> savedValues(Network network) {
    Map<String, WeightValue> values = new LinkedHashMap<>();
    for (Layer layer : network.layers()) {
      String path = path(network, List.of(layer.name()));
      if (layer instanceof NestedNetwork nested) {
        savedValues(nested.network())
            .forEach((name, value) -> values.put(path + "/" + name, value));
      } else if (layer instanceof SavedValues saved) {
        saved.savedValues().forEach((name, value) -> values.put(path + "/" + name, value));
      }
    }
    return values;
  }

  private static String path(Network network, List<String> owner) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Layer layer : network.layers()) {
      String container = numbered(layer.config().className(), numbers);
      if (layer.name().equals(owner.get(0))) {
        List<String> rest = owner.subList(1, owner.size());
        String path = "layers/" + container;
        return layer instanceof NestedNetwork nested && !rest.isEmpty()
            ? path + "/" + path(nested.network(), rest)
            : path + attributes(layer.config().toJson(), rest);
      }
    }
    throw new IllegalArgumentException("There is no layer %s.".formatted(owner));
  }

  /** The settings say of which classes parts are: a list of cells, a model that is wrapped. */
  private static String attributes(JsonNode config, List<String> names) {
    StringBuilder path = new StringBuilder();
    JsonNode at = config;
    for (String name : names) {
      JsonNode layers = at.path("layers");
      if (layers.isArray()) {
        int index = 0;
        while (!layers.path(index).path("config").path("name").asText(name).equals(name)) {
          index++;
        }
        path.append("/layers/").append(container(layers, index));
        at = layers.path(index).path("config");
      } else if (at.isArray()) {
        int index = Integer.parseInt(name);
        path.append('/').append(container(at, index));
        at = at.path(index).path("config");
      } else {
        path.append('/').append(name);
        JsonNode part = at.has(name) || !name.endsWith("_layer") ? at.path(name) : at.path("layer");
        at = part.isArray() ? part : part.path("config");
      }
    }
    return path.toString();
  }

  private static String container(JsonNode layers, int last) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int index = 0; index < last; index++) {
      numbered(layers.path(index).path("class_name").asText(), numbers);
    }
    return numbered(layers.path(last).path("class_name").asText(), numbers);
  }

  private static String numbered(String className, Map<String, Integer> numbers) {
    String name = LayerNames.snakeCase(className);
    int number = numbers.merge(name, 1, Integer::sum) - 1;
    return number == 0 ? name : name + "_" + number;
  }

  /**
   * The weights of each layer of the outermost network, in the order of files of HDF5 alone: those
   * that training changes first, so that frozen parts come last.
   */
  static Map<String, List<WeightSpec>> layers(WeightedNetwork model) {
    WeightLayout layout = new WeightLayout(model.graph().weights());
    Map<String, List<WeightSpec>> layers = new LinkedHashMap<>();
    for (Layer layer : model.network().layers()) {
      Map<Boolean, List<WeightSpec>> byTraining =
          layout
              .weights(layer, List.of())
              .collect(Collectors.partitioningBy(model.network()::trains));
      List<WeightSpec> weights = new ArrayList<>(byTraining.get(true));
      weights.addAll(byTraining.get(false));
      layers.put(layer.name(), weights);
    }
    return layers;
  }

  private Stream<WeightSpec> weights(Layer layer, List<String> path) {
    List<String> owner = new ArrayList<>(path);
    owner.add(layer.name());
    return layer instanceof NestedNetwork nested
        ? nested.network().layers().stream().flatMap(each -> weights(each, owner))
        : byOwner.entrySet().stream()
            .filter(each -> Collections.indexOfSubList(each.getKey(), owner) == 0)
            .flatMap(each -> each.getValue().stream());
  }
}
