package io.dlpipelines.tensorflow.training;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * What is told of predictions besides their loss: a mean over rows, weighted as rows are. It is
 * computed while training, batch by batch, and over all rows to validate with.
 */
public interface Metric {

  /**
   * The name in histories and logs.
   *
   * @return Keras's name, such as {@code accuracy}
   */
  String name();

  /**
   * What labels it takes.
   *
   * @return the form; labels of the other form are converted where that can be done
   */
  Loss.Labels labels();

  /**
   * Adds the metric of each prediction.
   *
   * @param tf the graph
   * @param labels int32 or float32, as {@link #labels} says
   * @param predictions {@code [batch, ..., units]}
   * @return {@code [batch, ...]}, without the last axis
   */
  Operand<TFloat32> values(Ops tf, Operand<? extends TType> labels, Operand<TFloat32> predictions);

  /**
   * What is told, of the mean over all rows.
   *
   * @param mean the weighted mean of {@link #values}
   * @return the mean itself, or for example its square root
   */
  default double result(double mean) {
    return mean;
  }
}
