package io.dlpipelines.tensorflow.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code -sum(alpha (1 - p)^gamma label log(p))}; see https://arxiv.org/abs/1708.02002. */
record CategoricalFocalCrossentropy(float alpha, float gamma, boolean fromLogits)
    implements Formula {

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> probabilities =
        Probabilities.ofClasses(tf, fromLogits ? tf.nn.softmax(predictions) : predictions);
    Operand<TFloat32> focus =
        tf.math.pow(tf.math.sub(tf.constant(1f), probabilities), tf.constant(gamma));
    Operand<TFloat32> crossentropy = tf.math.mul(labels, tf.math.log(probabilities));
    return tf.math.mul(
        tf.constant(-alpha), tf.sum(tf.math.mul(focus, crossentropy), tf.constant(-1)));
  }
}
