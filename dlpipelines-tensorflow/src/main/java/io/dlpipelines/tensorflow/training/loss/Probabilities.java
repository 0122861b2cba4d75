package io.dlpipelines.tensorflow.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;

/** Predictions that a logarithm is taken of. */
final class Probabilities {
  static final float EPSILON = 1e-7f;

  private Probabilities() {}

  /** Kept off 0 and 1. */
  static Operand<TFloat32> clipped(Ops tf, Operand<TFloat32> probabilities) {
    return clipped(tf, probabilities, 1 - EPSILON);
  }

  /** Kept off 0. */
  static Operand<TFloat32> clipped(Ops tf, Operand<TFloat32> probabilities, float most) {
    return tf.clipByValue(probabilities, tf.constant(EPSILON), tf.constant(most));
  }

  /** Kept off 0 and 1, and summing to 1 over the last axis before that. */
  static Operand<TFloat32> ofClasses(Ops tf, Operand<TFloat32> predictions) {
    Operand<TFloat32> sum = tf.sum(predictions, tf.constant(-1), Sum.keepDims(true));
    return clipped(tf, tf.math.div(predictions, sum));
  }
}
