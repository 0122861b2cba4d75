package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Tokens as vectors. */
final class CategoryEncoding extends Layer {
  private final int tokens;
  private final TokenEncoding encoding;

  CategoryEncoding(LayerConfig config) {
    super(config);
    tokens = config.positive("num_tokens");
    encoding = TokenEncoding.find(config, "multi_hot", "one_hot", "count", "binary").orElseThrow();
    TokenEncoding.refuseSparse(config);
  }

  @Override
  public List<String> parameters() {
    return List.of("inputs", "count_weights");
  }

  @Override
  public ArgumentPattern pattern(int tensors) {
    return ArgumentPattern.ofInputs(tensors);
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TInt32> x = tf.dtypes.cast(call.input().tensor(), TInt32.class);
    Optional<Operand<TFloat32>> weights = call.find("count_weights").map(call::floats);
    if (weights.isPresent() && encoding != TokenEncoding.COUNT) {
      throw config().invalid("weights are for [output_mode] count alone; take them away");
    }
    return call.unmasked(encoding.encoded(config(), tf, x, tokens, weights));
  }
}
