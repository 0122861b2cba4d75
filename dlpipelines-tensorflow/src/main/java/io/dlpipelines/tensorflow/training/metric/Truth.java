package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.tensorflow.training.loss.Classes;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Labels in the form that a metric needs, whatever form the loss takes. */
record Truth(Ops tf, Operand<? extends TType> labels, Operand<TFloat32> predictions) {

  /** Of the shape of the predictions; classes as 1 among 0. */
  Operand<TFloat32> values() {
    return areClasses()
        ? Classes.oneHot(tf, labels, predictions)
        : tf.dtypes.cast(labels, TFloat32.class);
  }

  /** {@code [batch, ...]}; of values the largest. */
  Operand<TInt64> classes() {
    return areClasses()
        ? tf.dtypes.cast(labels, TInt64.class)
        : tf.math.argMax(labels, tf.constant(-1));
  }

  private boolean areClasses() {
    return labels.type() == TInt32.class;
  }
}
