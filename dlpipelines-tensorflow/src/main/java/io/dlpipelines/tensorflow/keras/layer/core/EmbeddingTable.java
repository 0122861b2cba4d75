package io.dlpipelines.tensorflow.keras.layer.core;

import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The vectors of an embedding, plain or quantized. */
final class EmbeddingTable {
  private final Ops tf;
  private final long features;
  private final Optional<Quantization> quantization;
  private final Operand<TFloat32> vectors;
  private Optional<Operand<TFloat32>> scale = Optional.empty();
  private Optional<Operand<TFloat32>> zero = Optional.empty();
  private Optional<Operand<TFloat32>> groups = Optional.empty();

  /** Asks for the weights. */
  EmbeddingTable(
      LayerCall call,
      Initializer initializer,
      long count,
      long features,
      Optional<Quantization> quantization) {
    this.tf = call.tf();
    this.features = features;
    this.quantization = quantization;
    if (quantization.isEmpty()) {
      vectors = call.weight("embeddings", initializer, count, features);
      return;
    }
    boolean packed = quantization.get().mode() == Quantization.Mode.INT4;
    boolean grouped = packed && quantization.get().block() > 0;
    vectors = Quantization.state(call, "embeddings", count, packed ? (features + 1) / 2 : features);
    if (grouped) {
      long blocks = quantization.get().groups(features);
      scale = Optional.of(Quantization.state(call, "embeddings_scale", count, blocks));
      zero = Optional.of(Quantization.state(call, "embeddings_zero", count, blocks));
      groups = Optional.of(Quantization.state(call, "g_idx", features));
    } else {
      scale = Optional.of(Quantization.state(call, "embeddings_scale", count));
    }
  }

  /** The group of each feature, where scales are by group. */
  Optional<Operand<TFloat32>> groups() {
    return groups;
  }

  /** All vectors, {@code [count, features]}. */
  Operand<TFloat32> all() {
    return dequantized(vectors, scale, zero, 1);
  }

  /** The vectors of indices, {@code [..., features]}. */
  Operand<TFloat32> rows(Operand<TInt32> indices) {
    return dequantized(
        rows(vectors, indices),
        scale.map(all -> rows(all, indices)),
        zero.map(all -> rows(all, indices)),
        indices.shape().numDimensions());
  }

  private Operand<TFloat32> rows(Operand<TFloat32> all, Operand<TInt32> indices) {
    return tf.gather(all, indices, tf.constant(0));
  }

  private Operand<TFloat32> dequantized(
      Operand<TFloat32> stored,
      Optional<Operand<TFloat32>> scales,
      Optional<Operand<TFloat32>> zeros,
      int lastAxis) {
    if (scales.isEmpty()) {
      return stored;
    }
    Operand<TFloat32> values =
        quantization.orElseThrow().mode() == Quantization.Mode.INT4
            ? Nibbles.unpacked(tf, stored, features, true)
            : stored;
    return zeros.isPresent()
        ? Quantization.dequantized(
            tf, values, scales.get(), zeros.get(), groups.orElseThrow(), lastAxis)
        : tf.math.div(values, tf.expandDims(scales.get(), tf.constant(-1)));
  }
}
