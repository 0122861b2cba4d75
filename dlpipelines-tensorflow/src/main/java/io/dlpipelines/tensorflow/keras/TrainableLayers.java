package io.dlpipelines.tensorflow.keras;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.NestedNetwork;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Freezes the layers of a network but for some. Layers without weights stay as they are, since not
 * all of Keras's classes can be told to be frozen.
 */
final class TrainableLayers {
  private final List<Pattern> patterns;
  private final Set<String> weighted = new HashSet<>();

  private TrainableLayers(List<Pattern> patterns, List<WeightSpec> weights) {
    this.patterns = patterns;
    for (WeightSpec weight : weights) {
      for (int depth = 1; depth <= weight.owner().size(); depth++) {
        weighted.add(String.join("/", weight.owner().subList(0, depth)));
      }
    }
  }

  static WeightedNetwork of(WeightedNetwork model, List<String> names) {
    List<String> known = paths(model.network(), "").toList();
    List<Pattern> patterns = new ArrayList<>();
    for (String name : names) {
      Pattern pattern = pattern(name);
      if (known.stream().noneMatch(path -> pattern.matcher(path).matches())) {
        throw new IllegalArgumentException(
            "Model [%s] has no layer [%s]; it has %s."
                .formatted(model.network().name(), name, NetworkCut.nearest(name, known.stream())));
      }
      patterns.add(pattern);
    }
    TrainableLayers layers = new TrainableLayers(patterns, model.graph().weights());
    return new WeightedNetwork(
        layers.network(model.network(), "", false), model.graph(), model.weights());
  }

  private static Stream<String> paths(Network network, String prefix) {
    return network.layers().stream()
        .flatMap(
            layer -> {
              String path = prefix + layer.name();
              return Stream.concat(
                  Stream.of(path),
                  layer instanceof NestedNetwork nested
                      ? paths(nested.network(), path + "/")
                      : Stream.empty());
            });
  }

  /** A star stands for anything within a name; layers of nested models have names of their own. */
  private static Pattern pattern(String name) {
    return Pattern.compile(
        Stream.of(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*")));
  }

  private Network network(Network network, String prefix, boolean trained) {
    return network.with(layer -> layer(layer, prefix + layer.name(), trained));
  }

  private Layer layer(Layer layer, String path, boolean trained) {
    if (!weighted.contains(path)) {
      return layer;
    }
    boolean trainable = trained || isNamed(path);
    if (layer instanceof NestedNetwork nested) {
      boolean inside = paths(nested.network(), path + "/").anyMatch(this::isNamed);
      return nested
          .with(network(nested.network(), path + "/", trainable))
          .withTrainable(trainable || inside);
    }
    return layer.withTrainable(trainable);
  }

  private boolean isNamed(String path) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }
}
