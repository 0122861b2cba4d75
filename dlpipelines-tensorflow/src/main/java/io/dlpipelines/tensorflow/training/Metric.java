package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.TensorSpec;
import java.io.Serializable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/**
 * What is told of predictions besides their loss. A metric is sums over rows, weighted as rows are:
 * those of batches and of workers add up, and the number is made of them at the end.
 * Implementations are immutable, may be used in many graphs, and travel to the task that trains.
 */
public interface Metric extends Serializable {

  /**
   * The name in histories and logs.
   *
   * @return as it was asked for, such as {@code accuracy} or {@code
   *     top_k_categorical_accuracy(k=3)}
   */
  String name();

  /**
   * Which of two models is better.
   *
   * @return whether it is the one with the larger number
   */
  boolean isLargerBetter();

  /**
   * Refuses an output or labels that the metric cannot tell anything of.
   *
   * @param output the output, named as the user knows it, {@code [batch, ..., units]}
   * @param labels what labels the loss of this output takes
   * @throws IllegalArgumentException if they do not fit, saying what would
   */
  void requireFits(TensorSpec output, Loss.Labels labels);

  /**
   * Adds the sums over a batch.
   *
   * @param tf the graph
   * @param labels as the loss takes them: int32 classes, or float32 values
   * @param predictions {@code [batch, ..., units]}
   * @param weights {@code [batch, ...]}, without the last axis; 0 for what does not count
   * @return {@code [sums]}, as many for every batch; float64, since sums of squares cancel
   */
  Operand<TFloat64> sums(
      Ops tf,
      Operand<? extends TType> labels,
      Operand<TFloat32> predictions,
      Operand<TFloat32> weights);

  /**
   * The number that the sums come to.
   *
   * @param sums {@link #sums} of all batches, added up
   * @return the number; NaN where a mean is of nothing
   */
  double result(double[] sums);
}
