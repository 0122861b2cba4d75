package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * What rows hold for an input of a network, and what is done with it first. Images are kept as
 * bytes, of which the graph makes floats.
 *
 * @param dtype the type of what rows hold
 * @param cell its shape, without the batch's axis
 * @param preparation makes of it what the network takes
 */
public record NetworkInput(Dtype dtype, TensorShape cell, Preparation preparation) {

  /** Adds operations between what is fed and the network. */
  @FunctionalInterface
  public interface Preparation {

    /**
     * Adds the operations.
     *
     * @param tf the graph
     * @param fed what rows hold, {@code [batch, ...]}
     * @return what the network takes
     */
    Operand<? extends TType> apply(Ops tf, Operand<? extends TType> fed);
  }

  /**
   * An input that rows hold as the network takes it.
   *
   * @param input its type, and its shape with the batch's axis
   * @return the input
   */
  public static NetworkInput of(TensorSpec input) {
    return new NetworkInput(input.dtype(), input.shape().withoutFirst(), (tf, fed) -> fed);
  }
}
