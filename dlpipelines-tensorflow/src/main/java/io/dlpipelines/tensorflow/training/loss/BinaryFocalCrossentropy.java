package io.dlpipelines.tensorflow.training.loss;

import static io.dlpipelines.tensorflow.training.loss.BinaryCrossentropy.mixed;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The binary crossentropy of each unit times {@code (1 - q)^gamma}, where q is the probability of
 * its label, and times alpha or {@code 1 - alpha} if classes are balanced; see
 * https://arxiv.org/abs/1708.02002.
 */
record BinaryFocalCrossentropy(boolean balanced, float alpha, float gamma, boolean fromLogits)
    implements Formula {

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> p = fromLogits ? tf.math.sigmoid(predictions) : predictions;
    // Off zero, where powers below one have no slope.
    Operand<TFloat32> missed =
        tf.math.maximum(
            mixed(tf, labels, tf.math.sub(one, p), p), tf.constant(Probabilities.EPSILON));
    Operand<TFloat32> focal =
        tf.math.mul(
            tf.math.pow(missed, tf.constant(gamma)),
            new BinaryCrossentropy(Logits.ofSigmoid(false)).apply(tf, labels, p));
    return balanced
        ? tf.math.mul(mixed(tf, labels, tf.constant(alpha), tf.constant(1 - alpha)), focal)
        : focal;
  }
}
