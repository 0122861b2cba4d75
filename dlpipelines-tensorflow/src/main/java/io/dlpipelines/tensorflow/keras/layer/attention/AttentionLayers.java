package io.dlpipelines.tensorflow.keras.layer.attention;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Map;
import java.util.function.Function;

/** The layers of this package. */
public final class AttentionLayers {
  /** What makes each layer, by Keras's name of its class. */
  public static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("AdditiveAttention", AdditiveAttention::new),
          entry("Attention", Attention::new),
          entry("GroupedQueryAttention", GroupedQueryAttention::new),
          entry("MultiHeadAttention", MultiHeadAttention::new));

  private AttentionLayers() {}
}
