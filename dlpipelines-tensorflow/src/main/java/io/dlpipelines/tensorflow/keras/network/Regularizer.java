package io.dlpipelines.tensorflow.keras.network;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What a weight, or what a layer gives, adds to the loss. */
@FunctionalInterface
public interface Regularizer {

  /**
   * Adds the penalty to a graph.
   *
   * @param tf the graph
   * @param x what is penalized
   * @return a scalar
   */
  Operand<TFloat32> penalty(Ops tf, Operand<TFloat32> x);
}
