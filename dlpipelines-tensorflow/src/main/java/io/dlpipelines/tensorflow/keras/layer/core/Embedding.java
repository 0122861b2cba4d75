package io.dlpipelines.tensorflow.keras.layer.core;

import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** A row of the weights for each index. */
final class Embedding extends Layer {
  private final int inputSize;
  private final int outputSize;
  private final boolean maskZero;
  private final Initializer initializer;
  private final Optional<Quantization> quantization;

  Embedding(LayerConfig config) {
    super(config);
    inputSize = config.positive("input_dim");
    outputSize = config.positive("output_dim");
    maskZero = config.flag("mask_zero", false);
    initializer = config.initializer("embeddings_initializer", "RandomUniform");
    quantization =
        Quantization.find(config, Optional.empty(), Quantization.Mode.INT8, Quantization.Mode.INT4);
    config.find("input_length");
    config.find("sparse");
  }

  static <T extends TType> Operand<TBool> counts(Ops tf, Operand<T> x) {
    return tf.math.notEqual(x, tf.zerosLike(x));
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<? extends TType> x = call.input().tensor();
    Operand<TInt32> indices = tf.dtypes.cast(x, TInt32.class);
    quantization.ifPresent(each -> each.requireScoring(call, config()));
    EmbeddingTable table =
        new EmbeddingTable(call, initializer, inputSize, outputSize, quantization);
    return List.of(
        new Value(table.rows(indices), maskZero ? Optional.of(counts(tf, x)) : Optional.empty()));
  }
}
