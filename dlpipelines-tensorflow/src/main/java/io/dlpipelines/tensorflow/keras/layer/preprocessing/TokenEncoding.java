package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.math.DenseBincount;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Vectors of tokens, which are integers below a number; larger ones are left out. */
enum TokenEncoding {
  /** One vector for each token. */
  ONE_HOT,
  /** Ones for the tokens that are there. */
  MULTI_HOT,
  /** How often each token is there. */
  COUNT;

  /** The setting {@code output_mode}, empty where it is {@code int}. */
  static Optional<TokenEncoding> find(LayerConfig config, String... modes) {
    String mode = config.choice("output_mode", modes[0], modes);
    return switch (mode) {
      case "int" -> Optional.empty();
      case "binary" -> Optional.of(MULTI_HOT);
      case "tf_idf", "tf-idf" -> Optional.of(COUNT);
      default -> Optional.of(valueOf(mode.toUpperCase(Locale.ROOT)));
    };
  }

  /**
   * Refuses sparse outputs.
   *
   * @throws IllegalArgumentException if the setting {@code sparse} is true
   */
  static void refuseSparse(LayerConfig config) {
    if (config.flag("sparse", false)) {
      throw config.invalid("sparse outputs are not supported; set [sparse] to false");
    }
  }

  /**
   * Adds the operations.
   *
   * @param tokens {@code [batch, tokens, ...]}, of any rank for one-hot vectors
   * @param weights how much each token counts
   */
  Operand<TFloat32> encoded(
      LayerConfig config,
      Ops tf,
      Operand<? extends TNumber> tokens,
      int depth,
      Optional<Operand<TFloat32>> weights) {
    Shape shape = tokens.shape();
    int rank = shape.numDimensions();
    Operand<TInt64> indices = tf.dtypes.cast(tokens, TInt64.class);
    if (this == ONE_HOT) {
      boolean single = rank > 1 && shape.get(rank - 1) == 1;
      return oneHot(
          tf,
          single ? tf.squeeze(indices, Squeeze.axis(List.of((long) rank - 1))) : indices,
          depth);
    }
    if (rank < 2) {
      throw config.invalid("it takes inputs of 2 axes or more, and is given %s".formatted(shape));
    }
    if (rank == 2 && weights.isEmpty()) {
      // Counts of integers have no gradient, and TensorFlow does not know that.
      return tf.stopGradient(
          tf.math.denseBincount(
              indices,
              tf.constant((long) depth),
              tf.constant(new float[0]),
              DenseBincount.binaryOutput(this == MULTI_HOT)));
    }
    Operand<TFloat32> vectors = oneHot(tf, indices, depth);
    if (this == MULTI_HOT) {
      return tf.reduceMax(vectors, tf.constant(1));
    }
    return tf.sum(
        weights.isPresent()
            ? tf.math.mul(vectors, tf.expandDims(weights.get(), tf.constant(-1)))
            : vectors,
        tf.constant(1));
  }

  private static Operand<TFloat32> oneHot(Ops tf, Operand<TInt64> tokens, int depth) {
    return tf.oneHot(tokens, tf.constant(depth), tf.constant(1f), tf.constant(0f));
  }
}
