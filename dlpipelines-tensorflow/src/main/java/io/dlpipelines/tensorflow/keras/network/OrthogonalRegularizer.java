package io.dlpipelines.tensorflow.keras.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * The mean of the absolute cosines between pairs of rows or columns, times a factor.
 *
 * @param layer the settings of the layer that has it
 * @param factor of the mean
 * @param rows whether rows are compared, or columns
 */
record OrthogonalRegularizer(LayerConfig layer, double factor, boolean rows)
    implements Regularizer {
  private static final float LARGEST_INVERSE = 1e7f;

  @Override
  public Operand<TFloat32> penalty(Ops tf, Operand<TFloat32> x) {
    if (x.shape().numDimensions() != 2) {
      throw layer.invalid(
          "its OrthogonalRegularizer takes two axes, and is given %s".formatted(x.shape()));
    }
    Operand<TFloat32> squares =
        tf.reduceSum(tf.math.square(x), tf.constant(rows ? 1 : 0), ReduceSum.keepDims(true));
    Operand<TFloat32> inverse =
        tf.math.minimum(tf.math.rsqrt(squares), tf.constant(LARGEST_INVERSE));
    Operand<TFloat32> unit = tf.math.mul(x, inverse);
    Operand<TFloat32> cosines =
        tf.linalg.matMul(unit, unit, MatMul.transposeA(!rows), MatMul.transposeB(rows));
    int size = Math.toIntExact(x.shape().get(rows ? 0 : 1));
    Operand<TFloat32> others = tf.math.mul(tf.math.abs(cosines), tf.constant(offDiagonal(size)));
    double pairs = Math.max(1, size * (size - 1.0) / 2);
    return tf.math.mul(
        tf.reduceSum(others, tf.array(0, 1)), tf.constant((float) (factor / 2 / pairs)));
  }

  private static float[][] offDiagonal(int size) {
    float[][] ones = new float[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        ones[row][column] = row == column ? 0 : 1;
      }
    }
    return ones;
  }
}
