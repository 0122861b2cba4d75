package io.dlpipelines.tensorflow.training.loss;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code -sum(label log(probability))}. */
record CategoricalCrossentropy(Logits logits) implements Formula {

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Optional<Operand<TFloat32>> found = logits.find(predictions);
    if (found.isPresent()) {
      return SoftmaxCrossentropy.of(tf, labels, found.get());
    }
    Operand<TFloat32> logarithms = tf.math.log(Probabilities.ofClasses(tf, predictions));
    return tf.math.neg(tf.sum(tf.math.mul(labels, logarithms), tf.constant(-1)));
  }
}
