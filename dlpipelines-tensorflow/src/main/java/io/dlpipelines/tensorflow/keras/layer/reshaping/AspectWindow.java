package io.dlpipelines.tensorflow.keras.layer.reshaping;

import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Gives images the proportions that they are to be resized to.
 *
 * @param tf the graph
 * @param height the height that they are to be resized to
 * @param width the width that they are to be resized to
 */
public record AspectWindow(Ops tf, int height, int width) {

  /**
   * The largest window in the middle that has the proportions.
   *
   * @param images {@code [batch, height, width, channels]}
   * @return the windows
   */
  public Operand<TFloat32> cropped(Operand<TFloat32> images) {
    List<Operand<TInt32>> sizes = Value.of(images).sizes(tf);
    Operand<TInt32> cropHeight =
        atLeastOne(tf.math.minimum(sizes.get(1), scaled(sizes.get(2), height, width)));
    Operand<TInt32> cropWidth =
        atLeastOne(tf.math.minimum(sizes.get(2), scaled(sizes.get(1), width, height)));
    return tf.slice(
        images,
        tf.stack(
            List.of(
                tf.constant(0),
                half(sizes.get(1), cropHeight),
                half(sizes.get(2), cropWidth),
                tf.constant(0))),
        tf.stack(List.of(tf.constant(-1), cropHeight, cropWidth, tf.constant(-1))));
  }

  /**
   * With as much on both sides as makes the proportions.
   *
   * @param images {@code [batch, height, width, channels]}
   * @param value what is put on the sides
   * @return the images
   */
  public Operand<TFloat32> padded(Operand<TFloat32> images, float value) {
    List<Operand<TInt32>> sizes = Value.of(images).sizes(tf);
    Operand<TInt32> rows =
        half(tf.math.maximum(sizes.get(1), scaled(sizes.get(2), height, width)), sizes.get(1));
    Operand<TInt32> columns =
        half(tf.math.maximum(sizes.get(2), scaled(sizes.get(1), width, height)), sizes.get(2));
    Operand<TInt32> none = tf.constant(0);
    Operand<TInt32> margins =
        tf.stack(List.of(none, none, rows, rows, columns, columns, none, none));
    return tf.pad(images, tf.reshape(margins, tf.array(4, 2)), tf.constant(value));
  }

  private Operand<TInt32> scaled(Operand<TInt32> size, int factor, int divisor) {
    return tf.math.floorDiv(tf.math.mul(size, tf.constant(factor)), tf.constant(divisor));
  }

  private Operand<TInt32> half(Operand<TInt32> more, Operand<TInt32> less) {
    return tf.math.floorDiv(tf.math.sub(more, less), tf.constant(2));
  }

  private Operand<TInt32> atLeastOne(Operand<TInt32> size) {
    return tf.math.maximum(size, tf.constant(1));
  }
}
