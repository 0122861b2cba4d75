package io.dlpipelines.image.zoo;

import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** How feature maps {@code [batch, height, width, channels]} become one vector for each image. */
public enum Pooling {
  /** The mean over all positions: {@code [batch, channels]}. */
  AVG,
  /** The maximum over all positions: {@code [batch, channels]}. */
  MAX,
  /** All values, row by row: {@code [batch, height * width * channels]}. */
  NONE;

  /** Adds the operations; {@code length} is that of the flat maps, -1 if unknown. */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> maps, long length) {
    boolean pooled = maps.shape().numDimensions() == 4 && this != NONE;
    if (!pooled) {
      return tf.reshape(maps, tf.constant(new long[] {-1, length}));
    }
    Operand<TInt32> positions = tf.constant(new int[] {1, 2});
    return this == AVG
        ? tf.math.mean(maps, positions, new Mean.Options[0])
        : tf.max(maps, positions, new Max.Options[0]);
  }

  /**
   * The value of the Param.
   *
   * @return in lower case
   */
  public String paramValue() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the value of the Param.
   *
   * @param value in lower case
   * @return the pooling
   */
  public static Pooling of(String value) {
    return valueOf(value.toUpperCase(Locale.ROOT));
  }
}
