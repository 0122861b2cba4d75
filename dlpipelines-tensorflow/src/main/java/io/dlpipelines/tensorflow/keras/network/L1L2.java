package io.dlpipelines.tensorflow.keras.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code l1 sum(|x|) + l2 sum(x^2)}.
 *
 * @param l1 the part of absolute values
 * @param l2 the part of squares
 */
public record L1L2(double l1, double l2) implements Regularizer {

  @Override
  public Operand<TFloat32> penalty(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> penalty = tf.constant(0f);
    if (l1 != 0) {
      Operand<TFloat32> sizes = tf.reshape(tf.math.abs(x), tf.array(-1));
      penalty =
          tf.math.add(
              penalty, tf.math.mul(tf.constant((float) l1), tf.reduceSum(sizes, tf.array(0))));
    }
    if (l2 != 0) {
      penalty = tf.math.add(penalty, tf.math.mul(tf.constant((float) (2 * l2)), tf.nn.l2Loss(x)));
    }
    return penalty;
  }
}
