package io.dlpipelines.tensorflow.keras.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A regularizer or constraint that is a setting of a layer.
 *
 * @param layer the settings of the layer
 * @param key the setting's name
 * @param json its value: a class name, or a class name and settings
 */
record WeightRule(LayerConfig layer, String key, JsonNode json) {

  /**
   * What a weight, or what the layer gives, adds to the loss.
   *
   * @throws IllegalArgumentException if it is none of Keras's
   */
  Regularizer regularizer() {
    return switch (name()) {
      case "l1" -> new L1L2(factor("l1", 0.01), 0);
      case "l2" -> new L1L2(0, factor("l2", 0.01));
      case "l1l2" -> new L1L2(factor("l1", 0), factor("l2", 0));
      case "orthogonalregularizer" ->
          new OrthogonalRegularizer(layer, factor("factor", 0.01), mode().equals("rows"));
      default -> throw unknown("L1, L2, L1L2 and OrthogonalRegularizer");
    };
  }

  /**
   * What a weight is made to be.
   *
   * @throws IllegalArgumentException if it is none of Keras's
   */
  Constraint constraint() {
    return switch (name()) {
      case "maxnorm" -> new NormConstraint(0, factor("max_value", 2), 1, axes());
      case "unitnorm" -> new NormConstraint(1, 1, 1, axes());
      case "minmaxnorm" ->
          new NormConstraint(
              factor("min_value", 0), factor("max_value", 1), factor("rate", 1), axes());
      case "nonneg" -> (tf, weight) -> tf.math.maximum(weight, tf.constant(0f));
      default -> throw unknown("MaxNorm, MinMaxNorm, NonNeg and UnitNorm");
    };
  }

  /** Keras takes names of classes and the same in snake case. */
  private String name() {
    String name = json.isTextual() ? json.asText() : json.path("class_name").asText();
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private double factor(String setting, double missing) {
    JsonNode value = setting(setting);
    // Keras 2 writes numbers that were numpy's as objects.
    JsonNode number = value.has("value") ? value.get("value") : value;
    double factor = number.isMissingNode() || number.isNull() ? missing : number.asDouble(-1);
    if (!(factor >= 0 && factor <= Float.MAX_VALUE)) {
      throw layer.invalid(
          "[%s] of [%s] is %s; it must be a number of at least 0".formatted(setting, key, value));
    }
    return factor;
  }

  private String mode() {
    String mode = setting("mode").asText("rows");
    if (!mode.equals("rows") && !mode.equals("columns")) {
      throw layer.invalid("[mode] of [%s] is %s; it must be rows or columns".formatted(key, mode));
    }
    return mode;
  }

  private int[] axes() {
    JsonNode axis = setting("axis");
    return axis.isArray()
        ? IntStream.range(0, axis.size()).map(index -> axis.get(index).asInt()).toArray()
        : new int[] {axis.asInt(0)};
  }

  private JsonNode setting(String setting) {
    return json.path("config").path(setting);
  }

  private IllegalArgumentException unknown(String known) {
    return layer.invalid(
        "[%s] is %s, which is none of Keras's, %s; custom ones are code, which is not run, so"
                .formatted(key, json, known)
            + " the layer cannot be trained with it");
  }
}
