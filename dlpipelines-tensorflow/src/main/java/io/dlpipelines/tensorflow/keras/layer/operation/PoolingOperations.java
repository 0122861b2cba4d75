package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.layer.pooling.PoolingLayers;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/** Pooling, as the layers of the same settings do it along one to three axes. */
final class PoolingOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("nn.MaxPool", as("MaxPooling")),
          entry("nn.AveragePool", as("AveragePooling")),
          entry("nn.AdaptiveMaxPool", as("AdaptiveMaxPooling")),
          entry("nn.AdaptiveAveragePool", as("AdaptiveAveragePooling")));

  private PoolingOperations() {}

  private static Function<LayerConfig, Layer> as(String layer) {
    return Operation.of(
        "inputs",
        call -> {
          Operand<? extends TType> x = call.tensor("inputs");
          int axes = TensorOps.rank(x) - 2;
          if (axes < 1 || axes > 3) {
            throw call.invalid("it takes three to five axes, and is given " + x.shape());
          }
          Value y =
              PoolingLayers.ALL
                  .get("%s%dD".formatted(layer, axes))
                  .apply(call.config())
                  .call(call.layerCall())
                  .get(0);
          return call.ops().cast(y.tensor(), TensorOps.typeOf(x));
        });
  }
}
