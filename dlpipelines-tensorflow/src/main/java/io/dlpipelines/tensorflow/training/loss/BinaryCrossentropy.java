package io.dlpipelines.tensorflow.training.loss;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code -label log(p) - (1 - label) log(1 - p)} of each unit. On logits x the logarithms are
 * {@code -softplus(-x)} and {@code -softplus(x)}, which neither overflow nor cancel.
 */
record BinaryCrossentropy(Logits logits) implements Formula {

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Optional<Operand<TFloat32>> found = logits.find(predictions);
    if (found.isPresent()) {
      Operand<TFloat32> x = found.get();
      return mixed(tf, labels, tf.math.softplus(tf.math.neg(x)), tf.math.softplus(x));
    }
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> p = Probabilities.clipped(tf, predictions);
    return tf.math.neg(mixed(tf, labels, tf.math.log(p), tf.math.log(tf.math.sub(one, p))));
  }

  /** {@code label ifOne + (1 - label) ifZero}. */
  static Operand<TFloat32> mixed(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> ifOne, Operand<TFloat32> ifZero) {
    return tf.math.add(
        tf.math.mul(labels, ifOne), tf.math.mul(tf.math.sub(tf.constant(1f), labels), ifZero));
  }
}
