package io.dlpipelines.tensorflow.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Numbers of classes as probabilities of all classes. */
public final class Classes {

  private Classes() {}

  /**
   * 1 for the class and 0 for all others.
   *
   * @param tf the graph
   * @param classes {@code [batch, ...]}
   * @param predictions {@code [batch, ..., units]}
   * @return of the shape of the predictions; 0 everywhere for a class that is not there
   */
  public static Operand<TFloat32> oneHot(
      Ops tf, Operand<? extends TType> classes, Operand<TFloat32> predictions) {
    return tf.oneHot(
        tf.dtypes.cast(classes, TInt32.class),
        count(tf, predictions),
        tf.constant(1f),
        tf.constant(0f));
  }

  /**
   * The number of classes.
   *
   * @param tf the graph
   * @param predictions {@code [batch, ..., units]}
   * @return a scalar
   */
  public static Operand<TInt32> count(Ops tf, Operand<TFloat32> predictions) {
    Shape shape = predictions.shape();
    int last = shape.numDimensions() - 1;
    long units = shape.get(last);
    return units == Shape.UNKNOWN_SIZE
        ? tf.gather(tf.shape(predictions), tf.constant(last), tf.constant(0))
        : tf.constant((int) units);
  }
}
