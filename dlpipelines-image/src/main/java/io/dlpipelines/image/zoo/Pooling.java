package io.dlpipelines.image.zoo;

import java.util.List;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
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

  /** Adds the operations to feature maps of rank 4; values of another rank are made flat. */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> maps) {
    if (this == NONE || maps.shape().isUnknown() || maps.shape().numDimensions() != 4) {
      return flat(tf, maps);
    }
    Operand<TInt32> positions = tf.constant(new int[] {1, 2});
    return this == AVG ? tf.math.mean(maps, positions) : tf.max(maps, positions);
  }

  private static Operand<TFloat32> flat(Ops tf, Operand<TFloat32> maps) {
    Shape shape = maps.shape();
    long length = shape.isUnknown() ? Shape.UNKNOWN_SIZE : shape.tail().size();
    if (length != Shape.UNKNOWN_SIZE) {
      return tf.reshape(maps, tf.constant(new long[] {-1, length}));
    }
    Operand<TInt32> batch =
        tf.slice(tf.shape(maps), tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    return tf.reshape(maps, tf.concat(List.of(batch, tf.constant(new int[] {-1})), tf.constant(0)));
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
