package io.dlpipelines.tensorflow.keras.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * Norms along some axes.
 *
 * @param least the least that they may be
 * @param most the most that they may be
 * @param rate how far those that are not so come towards it in a step
 * @param axes what norms are taken along
 */
record NormConstraint(double least, double most, double rate, int[] axes) implements Constraint {
  private static final float EPSILON = 1e-7f;

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> weight) {
    Operand<TFloat32> norms =
        tf.math.sqrt(
            tf.reduceSum(tf.math.square(weight), tf.constant(axes), ReduceSum.keepDims(true)));
    Operand<TFloat32> allowed =
        tf.clipByValue(norms, tf.constant((float) least), tf.constant((float) most));
    Operand<TFloat32> desired =
        tf.math.add(
            tf.math.mul(allowed, tf.constant((float) rate)),
            tf.math.mul(norms, tf.constant((float) (1 - rate))));
    return tf.math.mul(weight, tf.math.div(desired, tf.math.add(norms, tf.constant(EPSILON))));
  }
}
