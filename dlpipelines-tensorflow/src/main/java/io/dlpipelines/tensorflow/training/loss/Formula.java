package io.dlpipelines.tensorflow.training.loss;

import java.io.Serializable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What labels and predictions come to. */
@FunctionalInterface
interface Formula extends Serializable {

  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions);

  /** The mean of a formula of single numbers over the last axis. */
  static Formula mean(Formula elements) {
    return (tf, labels, predictions) ->
        tf.math.mean(elements.apply(tf, labels, predictions), tf.constant(-1));
  }
}
