package io.dlpipelines.tensorflow.keras.layer.core;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.InputLayer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Map;
import java.util.function.Function;

/** The layers of this package. */
public final class CoreLayers {
  /** What makes each layer, by Keras's name of its class. */
  public static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("Dense", Dense::new),
          entry("EinsumDense", EinsumDense::new),
          entry("Embedding", Embedding::new),
          entry(InputLayer.CLASS_NAME, InputLayer::new),
          entry("Masking", Masking::new),
          entry("ReversibleEmbedding", ReversibleEmbedding::new));

  private CoreLayers() {}
}
