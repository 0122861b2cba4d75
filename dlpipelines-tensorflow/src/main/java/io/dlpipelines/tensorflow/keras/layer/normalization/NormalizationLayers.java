package io.dlpipelines.tensorflow.keras.layer.normalization;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Map;
import java.util.function.Function;

/** The layers of this package. */
public final class NormalizationLayers {
  /** What makes each layer, by Keras's name of its class. */
  public static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("BatchNormalization", BatchNormalization::new),
          entry("GroupNormalization", GroupNormalization::new),
          entry("LayerNormalization", LayerNormalization::new),
          entry("RMSNormalization", RmsNormalization::new),
          entry("SpectralNormalization", SpectralNormalization::new),
          entry("UnitNormalization", UnitNormalization::new));

  private NormalizationLayers() {}
}
