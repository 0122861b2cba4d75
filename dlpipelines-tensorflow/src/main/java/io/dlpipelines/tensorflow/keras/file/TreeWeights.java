package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.NestedNetwork;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a network's weights in the tree that Keras 3, and Keras 2 since 2.12, writes. Layers have
 * the names of their classes there, numbered; the parts of layers have those of attributes.
 */
final class TreeWeights {
  private static final List<String> LISTS = List.of("layers", "_layer_checkpoint_dependencies");

  private final Network network;
  private final List<WeightSpec> wanted;
  private final boolean partial;
  private final Map<String, WeightValue> values = new LinkedHashMap<>();

  TreeWeights(Network network, NetworkGraph graph, boolean partial) {
    this.network = network;
    this.wanted = graph.weights();
    this.partial = partial;
  }

  Map<String, WeightValue> read(WeightTree tree) {
    read(network, tree, List.of());
    return values;
  }

  private void read(Network model, WeightTree tree, List<String> owner) {
    List<Layer> layers =
        model.layers().stream()
            .filter(layer -> !within(child(owner, layer.name())).isEmpty())
            .toList();
    if (layers.isEmpty()) {
      return;
    }
    Optional<WeightTree> list =
        LISTS.stream().flatMap(name -> tree.find(name).stream()).findFirst();
    if (list.isEmpty()) {
      missing(
          "model [%s]: there is none of %s in the file; there is %s"
              .formatted(model.name(), LISTS, tree));
      return;
    }
    Map<Layer, WeightTree> found = byClass(model, layers, list.get());
    for (Layer layer : layers) {
      if (found.containsKey(layer)) {
        read(layer, found.get(layer), child(owner, layer.name()));
      } else {
        missing(
            "layer [%s] of class %s is not in the file, which has %s"
                .formatted(layer.name(), layer.config().className(), list.get()));
      }
    }
  }

  /**
   * By the number among all layers of the class. Keras 2.12 and 2.13 leave out numbers, so where
   * they do not lead to a group for each layer it is the order that counts.
   */
  private static Map<Layer, WeightTree> byClass(
      Network model, List<Layer> weighted, WeightTree list) {
    Map<Layer, WeightTree> found = new HashMap<>();
    Map<String, WeightTree> filled = list.filled();
    List<String> names =
        numbered(model.layers().stream().map(layer -> layer.config().className()).toList());
    for (int index = 0; index < names.size(); index++) {
      Layer layer = model.layers().get(index);
      if (weighted.contains(layer) && filled.containsKey(names.get(index))) {
        found.put(layer, filled.get(names.get(index)));
      }
    }
    return found.size() == weighted.size() ? found : byOrder(weighted, filled);
  }

  private static Map<Layer, WeightTree> byOrder(
      List<Layer> weighted, Map<String, WeightTree> filled) {
    Map<String, Deque<WeightTree>> byClass = new HashMap<>();
    filled.forEach(
        (name, group) ->
            byClass
                .computeIfAbsent(name.replaceFirst("_\\d{1,6}$", ""), unused -> new ArrayDeque<>())
                .add(group));
    Map<Layer, WeightTree> found = new HashMap<>();
    for (Layer layer : weighted) {
      Deque<WeightTree> groups = byClass.get(snakeCase(layer.config().className()));
      if (groups != null && !groups.isEmpty()) {
        found.put(layer, groups.remove());
      }
    }
    return found;
  }

  /** The names that Keras gives to what is in a list: {@code dense}, {@code dense_1}, ... */
  private static List<String> numbered(List<String> classNames) {
    Map<String, Integer> counts = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (String className : classNames) {
      String name = snakeCase(className);
      int number = counts.merge(name, 1, Integer::sum) - 1;
      names.add(number == 0 ? name : name + "_" + number);
    }
    return names;
  }

  static String snakeCase(String className) {
    return className
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(java.util.Locale.ROOT);
  }

  private void read(Layer layer, WeightTree tree, List<String> owner) {
    if (layer instanceof NestedNetwork nested) {
      read(nested.network(), tree, owner);
    } else if (layer.config().find("layer").isPresent()
        && layer.config().layer("layer") instanceof NestedNetwork nested) {
      List<String> inner = child(owner, "layer");
      tree.find("layer")
          .ifPresentOrElse(
              found -> read(nested.network(), found, inner), () -> missing(inner, tree));
    } else {
      readParts(layer.config().toJson(), tree, owner);
    }
  }

  /** The weights of a layer, or of a part of one, and those of its parts. */
  private void readParts(JsonNode config, WeightTree tree, List<String> owner) {
    List<WeightSpec> own =
        within(owner).stream().filter(weight -> weight.owner().equals(owner)).toList();
    if (!own.isEmpty()) {
      readOwn(own, tree, owner);
    }
    List<String> parts =
        within(owner).stream()
            .filter(weight -> weight.owner().size() > owner.size())
            .map(weight -> weight.owner().get(owner.size()))
            .distinct()
            .toList();
    for (String part : parts) {
      JsonNode json = config.isArray() ? config.path(Integer.parseInt(part)) : config.path(part);
      String name =
          config.isArray() ? numbered(classNames(config)).get(Integer.parseInt(part)) : part;
      tree.find(name)
          .ifPresentOrElse(
              found ->
                  readParts(
                      json.path("config").isObject() ? json.get("config") : json,
                      found,
                      child(owner, part)),
              () -> missing(child(owner, part), tree));
    }
  }

  private static List<String> classNames(JsonNode layers) {
    List<String> names = new ArrayList<>();
    layers.forEach(layer -> names.add(layer.path("class_name").asText()));
    return names;
  }

  private void readOwn(List<WeightSpec> own, WeightTree tree, List<String> owner) {
    List<WeightSpec> order = WeightLayout.own(own);
    List<StoredWeight> stored = tree.weights();
    if (own.get(0).name().equals(WeightLayout.SPECTRAL_VECTOR) && stored.size() == 2) {
      // The first one is the kernel of the layer within.
      stored = stored.subList(1, 2);
    }
    boolean fits =
        stored.stream()
            .map(StoredWeight::shape)
            .toList()
            .equals(order.stream().map(WeightSpec::shape).toList());
    if (!fits) {
      missing(
          "layer %s needs the weights %s, and the file has %s for it%s"
              .formatted(
                  owner,
                  order,
                  stored,
                  stored.size() != order.size()
                      ? " (if it was quantized, save the model without quantization)"
                      : ""));
      return;
    }
    for (int index = 0; index < order.size(); index++) {
      values.put(order.get(index).key(), stored.get(index).values().get());
    }
  }

  private void missing(List<String> owner, WeightTree tree) {
    missing("%s is not in the file, which has %s".formatted(owner, tree));
  }

  private void missing(String problem) {
    if (!partial) {
      throw new IllegalArgumentException(
          "The weights do not fit the model: %s.".formatted(problem));
    }
  }

  private List<WeightSpec> within(List<String> owner) {
    return LayerWeights.within(wanted, owner);
  }

  private static List<String> child(List<String> owner, String name) {
    List<String> path = new ArrayList<>(owner);
    path.add(name);
    return path;
  }
}
