package io.dlpipelines.tensorflow.keras.layer.core;

import io.dlpipelines.tensorflow.keras.network.Einsum;
import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** An embedding that is also applied backwards, from vectors to a score for each index. */
final class ReversibleEmbedding extends Layer {
  private final int count;
  private final int features;
  private final boolean maskZero;
  private final boolean tied;
  private final OptionalDouble cap;
  private final Initializer initializer;
  private final Optional<Quantization> quantization;

  ReversibleEmbedding(LayerConfig config) {
    super(config);
    count = config.positive("input_dim");
    features = config.positive("output_dim");
    maskZero = config.flag("mask_zero", false);
    tied = config.flag("tie_weights", true);
    cap = config.findNumber("logit_soft_cap");
    config.find("reverse_dtype");
    initializer = config.initializer("embeddings_initializer", "RandomUniform");
    quantization =
        Quantization.find(
            config,
            Optional.of(InputQuantizer.INT8),
            Quantization.Mode.INT8,
            Quantization.Mode.INT4);
  }

  @Override
  public List<String> parameters() {
    return List.of("inputs", "reverse");
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    quantization.ifPresent(each -> each.requireScoring(call, config()));
    EmbeddingTable table = new EmbeddingTable(call, initializer, count, features, quantization);
    Operand<TFloat32> reverse =
        tied ? Quantization.transposed(tf, table.all()) : reverse(call, table);
    if (!call.flag("reverse")) {
      Operand<? extends TType> x = call.input().tensor();
      Operand<TInt32> indices = tf.dtypes.cast(x, TInt32.class);
      return List.of(
          new Value(
              table.rows(indices),
              maskZero ? Optional.of(Embedding.counts(tf, x)) : Optional.empty()));
    }
    Operand<TFloat32> x = call.floats();
    int last = x.shape().numDimensions() - 1;
    Operand<TFloat32> rounded =
        quantization.isPresent() ? quantization.get().rounded(tf, x, last) : x;
    Operand<TFloat32> scores = Einsum.of(tf, "...i,ij->...j", rounded, reverse);
    return call.unmasked(cap.isPresent() ? capped(tf, scores, (float) cap.getAsDouble()) : scores);
  }

  private static Operand<TFloat32> capped(Ops tf, Operand<TFloat32> scores, float cap) {
    return tf.math.mul(tf.math.tanh(tf.math.div(scores, tf.constant(cap))), tf.constant(cap));
  }

  /** The kernel {@code [features, count]} of its own. */
  private Operand<TFloat32> reverse(LayerCall call, EmbeddingTable table) {
    Ops tf = call.tf();
    String name = "reverse_embeddings";
    if (quantization.isEmpty()) {
      return call.weight(name, initializer, features, count);
    }
    if (quantization.get().mode() == Quantization.Mode.INT8) {
      return tf.math.div(
          Quantization.state(call, name, features, count),
          Quantization.state(call, name + "_scale", count));
    }
    Operand<TFloat32> packed = Quantization.state(call, name, (features + 1) / 2, count);
    Operand<TFloat32> kernel =
        Quantization.transposed(
            tf, Nibbles.unpacked(tf, Quantization.transposed(tf, packed), features, true));
    if (table.groups().isEmpty()) {
      return tf.math.div(kernel, Quantization.state(call, name + "_scale", count));
    }
    long groups = quantization.get().groups(features);
    Operand<TFloat32> scale = Quantization.state(call, name + "_scale", groups, count);
    Operand<TFloat32> zero = Quantization.state(call, name + "_zero", groups, count);
    return Quantization.dequantized(tf, kernel, scale, zero, table.groups().get(), 0);
  }
}
