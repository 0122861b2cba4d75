package io.dlpipelines.tensorflow.keras.layer.normalization;

import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;

/**
 * A layer whose kernel is divided by its largest singular value in training (<a
 * href="https://arxiv.org/abs/1802.05957">Miyato et al., 2018</a>). Keras stores the kernel
 * divided, so that the layer scores as if it stood alone.
 */
final class SpectralNormalization extends Layer {
  private final Layer layer;

  SpectralNormalization(LayerConfig config) {
    super(config);
    layer = config.layer("layer");
    config.integer("power_iterations", 1);
  }

  @Override
  public List<Value> call(LayerCall call) {
    if (call.training()) {
      throw config()
          .invalid(
              "it is not supported in training; take the layer that it wraps in its place, or"
                  + " freeze it and apply it with training set to false");
    }
    LayerCall part = call.part("layer", layer, call.arguments());
    List<Value> outputs = part.outputs();
    List<Long> kernel =
        part.findWeightShape("kernel")
            .or(() -> part.findWeightShape("embeddings"))
            .orElseThrow(
                () ->
                    config()
                        .invalid(
                            "the layer [%s] in it has neither a kernel nor embeddings"
                                .formatted(layer.name())));
    call.state("vector_u", Initializer.ONES, 1, kernel.get(kernel.size() - 1));
    return outputs;
  }
}
