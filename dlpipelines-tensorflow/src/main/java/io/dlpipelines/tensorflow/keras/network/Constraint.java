package io.dlpipelines.tensorflow.keras.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What a weight is made to be after each step of training. */
@FunctionalInterface
public interface Constraint {

  /**
   * Adds the constraint to a graph.
   *
   * @param tf the graph
   * @param weight the weight after a step
   * @return the nearest weight that is allowed, of the same shape
   */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> weight);
}
