package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/** How many boundaries are at most the value, as a number or as vectors. */
final class Discretization extends Layer {
  private final List<Float> boundaries;
  private final Optional<TokenEncoding> encoding;

  Discretization(LayerConfig config) {
    super(config);
    boundaries =
        config
            .find("bin_boundaries")
            .flatMap(NumberArray::of)
            .map(NumberArray::values)
            .orElseThrow(
                () ->
                    config.invalid(
                        "[bin_boundaries] are missing; adapt the layer to data before it is"
                            + " saved"));
    encoding = TokenEncoding.find(config, "int", "one_hot", "multi_hot", "count");
    config.find("num_bins");
    config.find("epsilon");
    TokenEncoding.refuseSparse(config);
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TInt32> bins = tf.bucketize(call.floats(), boundaries);
    return encoding.isEmpty()
        ? call.unmasked(bins)
        : call.unmasked(
            encoding.get().encoded(config(), tf, bins, boundaries.size() + 1, Optional.empty()));
  }
}
