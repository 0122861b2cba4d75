package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;

/** What outputs can be trained or measured. */
public enum Head {
  /** Any number of units. */
  ANY(1, ""),
  /** One unit for each class. */
  CLASSES(2, "binary_crossentropy, or another loss or metric of single units"),
  /** More than one unit. */
  DIRECTION(2, "mean_squared_error, or another loss or metric of single units");

  private final long leastUnits;
  private final String instead;

  Head(long leastUnits, String instead) {
    this.leastUnits = leastUnits;
    this.instead = instead;
  }

  /**
   * Refuses an output.
   *
   * @param name the loss or metric
   * @param output the output, named as the user knows it
   * @throws IllegalArgumentException if it is not such an output
   */
  public void require(String name, TensorSpec output) {
    TensorShape shape = output.shape();
    if (!shape.rankKnown() || shape.rank() < 2) {
      throw new IllegalArgumentException(
          "%s needs an output of shape [batch, ..., units]; output %s has shape %s. Reshape it."
              .formatted(name, output.name(), shape));
    }
    long units = shape.dimension(shape.rank() - 1);
    if (units != TensorShape.UNKNOWN && units < leastUnits) {
      throw new IllegalArgumentException(
          "%s needs an output of at least %d units; output %s has shape %s. Use %s, or give it more units."
              .formatted(name, leastUnits, output.name(), shape, instead));
    }
  }
}
