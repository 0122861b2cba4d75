package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * Merges the matrices of low-rank adapters (LoRA, <a href="https://arxiv.org/abs/2106.09685">Hu et
 * al., 2021</a>) into the weights that they adapt: {@code kernel + alpha / rank * a b}. Keras does
 * so when it saves {@code .keras} and {@code .weights.h5} files, and keeps them apart in {@code
 * .h5} files.
 */
final class LoraWeights {
  private static final String PREFIX = "lora_";
  private static final String LEFT = "_a";
  private static final String RIGHT = "_b";

  private final Layer layer;

  LoraWeights(Layer layer) {
    this.layer = layer;
  }

  /** The weights without adapters; each merged one stands before the others of its owner. */
  List<StoredWeight> merged(List<StoredWeight> stored) {
    List<StoredWeight> merged = new ArrayList<>(stored);
    for (StoredWeight left : stored) {
      String base = left.baseName();
      if (base.startsWith(PREFIX) && base.endsWith(LEFT)) {
        String name = base.substring(PREFIX.length(), base.length() - LEFT.length());
        Optional<StoredWeight> right = find(stored, left.owner(), PREFIX + name + RIGHT);
        Optional<StoredWeight> weight = find(stored, left.owner(), name);
        if (right.isPresent() && weight.isPresent()) {
          if (find(stored, left.owner(), name + "_scale").isPresent()) {
            throw layer
                .config()
                .invalid(
                    "the file has quantized weights and LoRA weights for [%s], which cannot be merged; save the model as a .keras file, in which Keras merges them"
                        .formatted(left.owner()));
          }
          merged.removeAll(List.of(left, right.get(), weight.get()));
          merged.add(
              firstOf(merged, left.owner()),
              WeightArrays.sum(
                  weight.get(), WeightArrays.matrixProduct(left, right.get()), scale(left)));
        }
      }
    }
    return merged;
  }

  private static Optional<StoredWeight> find(List<StoredWeight> all, String owner, String name) {
    return all.stream()
        .filter(each -> each.owner().equals(owner) && each.baseName().equals(name))
        .findFirst();
  }

  private static int firstOf(List<StoredWeight> weights, String owner) {
    int index = 0;
    while (index < weights.size() && !weights.get(index).owner().equals(owner)) {
      index++;
    }
    return index;
  }

  private double scale(StoredWeight left) {
    String owner = left.owner().substring(left.owner().lastIndexOf('/') + 1);
    Set<Double> scales = new TreeSet<>();
    addScales(layer.config().toJson(), owner, scales);
    if (scales.size() != 1) {
      throw layer
          .config()
          .invalid(
              "the file has LoRA weights for [%s], and does not say how they are scaled; save the"
                      .formatted(left.owner())
                  + " model as a .keras file, in which Keras merges them");
    }
    return scales.iterator().next();
  }

  private static void addScales(JsonNode config, String owner, Set<Double> scales) {
    if (config.path("name").asText().equals(owner)) {
      scale(config).ifPresent(scales::add);
    }
    config.forEach(child -> addScales(child, owner, scales));
  }

  private static OptionalDouble scale(JsonNode config) {
    double rank = config.path("lora_rank").asDouble();
    return rank > 0
        ? OptionalDouble.of(config.path("lora_alpha").asDouble(rank) / rank)
        : OptionalDouble.empty();
  }
}
