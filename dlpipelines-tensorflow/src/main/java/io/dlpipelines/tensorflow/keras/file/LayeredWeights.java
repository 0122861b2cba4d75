package io.dlpipelines.tensorflow.keras.file;

import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The weights of a {@code .h5} file: a group for each layer, with its weights in Keras's order. */
final class LayeredWeights {
  static final String LAYER_NAMES = "layer_names";
  private static final String WEIGHT_NAMES = "weight_names";

  private final Hdf5Group group;
  private final boolean partial;
  private final KerasVersion version;
  private final List<String> layers;
  private final Map<String, WeightValue> values = new LinkedHashMap<>();

  LayeredWeights(Hdf5Group group, boolean partial) {
    this.group = group;
    this.partial = partial;
    this.version = KerasVersion.of(group.findText("keras_version"), group.findText("backend"));
    this.layers = group.findTexts(LAYER_NAMES).orElseThrow();
  }

  Map<String, WeightValue> byOrder(List<LayerWeights> wanted) {
    List<String> found = layers.stream().filter(layer -> !weightNames(layer).isEmpty()).toList();
    if (found.size() != wanted.size()) {
      throw group.invalid(
          "it has weights for %d layers %s, and the model has %d layers with weights %s. Give the weights of this model, or load by name."
              .formatted(found.size(), found, wanted.size(), names(wanted)));
    }
    for (int index = 0; index < wanted.size(); index++) {
      read(wanted.get(index), found.get(index));
    }
    return values;
  }

  Map<String, WeightValue> byName(List<LayerWeights> wanted) {
    List<LayerWeights> missing =
        wanted.stream().filter(layer -> !layers.contains(layer.layer().name())).toList();
    if (!missing.isEmpty() && !partial) {
      throw group.invalid(
          "it has no weights for the layers %s; it has layers %s."
              .formatted(names(missing), layers));
    }
    wanted.stream()
        .filter(layer -> !missing.contains(layer))
        .forEach(layer -> read(layer, layer.layer().name()));
    return values;
  }

  private static List<String> names(List<LayerWeights> layers) {
    return layers.stream().map(layer -> layer.layer().name()).toList();
  }

  private List<String> weightNames(String layer) {
    return layerGroup(layer).findTexts(WEIGHT_NAMES).orElse(List.of());
  }

  private Hdf5Group layerGroup(String layer) {
    Hdf5Group found = group;
    for (String name : layer.split("/")) {
      Hdf5Group within = found;
      found =
          within
              .findGroup(name)
              .orElseThrow(
                  () -> group.invalid("there is no group for its layer [%s].".formatted(layer)));
    }
    return found;
  }

  private void read(LayerWeights wanted, String layer) {
    Hdf5Group layerGroup = layerGroup(layer);
    List<StoredWeight> stored =
        new LoraWeights(wanted.layer())
            .merged(weightNames(layer).stream().map(layerGroup::weightOrThrow).toList());
    Optional<Fit> best = Optional.empty();
    for (List<WeightSpec> order : wanted.orders()) {
      OlderWeights older = new OlderWeights(wanted.layer().config().className(), version);
      Fit fit = new Fit(order, older.converted(order, stored));
      if (fit.fits() && best.map(Fit::sameNames).orElse(-1) < fit.sameNames()) {
        best = Optional.of(fit);
      }
    }
    if (best.isEmpty() && !partial) {
      throw group.invalid(
          "layer [%s] has the weights %s, and the model's layer [%s] needs %s%s."
              .formatted(
                  layer,
                  stored,
                  wanted.layer().name(),
                  wanted.weights(),
                  stored.size() > wanted.weights().size()
                      ? " (if it was quantized, save the model without quantization)"
                      : ""));
    }
    best.ifPresent(fit -> fit.readInto(values));
  }

  private record Fit(List<WeightSpec> weights, List<StoredWeight> stored) {

    boolean fits() {
      return stored.stream()
          .map(StoredWeight::shape)
          .toList()
          .equals(weights.stream().map(WeightSpec::shape).toList());
    }

    /** How many names agree, which decides where shapes allow for several orders. */
    int sameNames() {
      int same = 0;
      for (int index = 0; index < weights.size(); index++) {
        List<String> path = new ArrayList<>(weights.get(index).owner());
        path.retainAll(List.of(stored.get(index).name().split("/")));
        same += path.size();
        same += stored.get(index).baseName().equals(weights.get(index).name()) ? 1 : 0;
      }
      return same;
    }

    void readInto(Map<String, WeightValue> values) {
      for (int index = 0; index < weights.size(); index++) {
        values.put(weights.get(index).key(), stored.get(index).values().get());
      }
    }
  }
}
