package io.dlpipelines.tensorflow.keras.file;

import java.util.Map;
import java.util.Set;

/**
 * Settings that are not written: those of older versions, or of other layers, which Keras 3
 * refuses, and those of adapters, which are merged into the weights.
 */
final class RefusedSettings {
  private static final Set<String> BY_ALL =
      Set.of(
          "batch_input_shape",
          "batch_shape",
          "input_dtype",
          "time_major",
          "ragged",
          "build_config",
          "amax_history_length",
          "lora_rank",
          "lora_alpha");
  private static final Set<String> BY_SPATIAL_DROPOUT = Set.of("trainable", "noise_shape");
  private static final Set<String> BY_SEPARABLE =
      Set.of("kernel_initializer", "kernel_regularizer", "kernel_constraint");
  private static final Set<String> BY_RECURRENT =
      Set.of("consume_less", "forget_bias_init", "input_dim", "input_length");
  private static final Map<String, Set<String>> BY_CLASS =
      Map.ofEntries(
          Map.entry("SpatialDropout1D", BY_SPATIAL_DROPOUT),
          Map.entry("SpatialDropout2D", BY_SPATIAL_DROPOUT),
          Map.entry("SpatialDropout3D", BY_SPATIAL_DROPOUT),
          Map.entry("Discretization", Set.of("trainable")),
          Map.entry("DepthwiseConv1D", Set.of("groups", "filters")),
          Map.entry("DepthwiseConv2D", Set.of("groups", "filters")),
          Map.entry("SeparableConv1D", BY_SEPARABLE),
          Map.entry("SeparableConv2D", BY_SEPARABLE),
          Map.entry("LSTM", BY_RECURRENT),
          Map.entry("GRU", BY_RECURRENT),
          Map.entry("SimpleRNN", BY_RECURRENT));

  private RefusedSettings() {}

  static boolean contain(String className, String setting) {
    return BY_ALL.contains(setting) || BY_CLASS.getOrDefault(className, Set.of()).contains(setting);
  }
}
