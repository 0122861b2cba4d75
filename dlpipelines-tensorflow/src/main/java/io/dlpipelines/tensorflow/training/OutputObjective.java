package io.dlpipelines.tensorflow.training;

import java.util.List;

/**
 * What an output of a network is trained for.
 *
 * @param loss how wrong it is
 * @param lossWeight how much its loss counts beside those of other outputs: Keras's {@code
 *     loss_weights}
 * @param metrics what is told of it besides
 */
public record OutputObjective(Loss loss, double lossWeight, List<Metric> metrics) {

  /**
   * Copies the list.
   *
   * @param loss how wrong it is
   * @param lossWeight how much its loss counts beside those of other outputs
   * @param metrics what is told of it besides
   */
  public OutputObjective {
    metrics = List.copyOf(metrics);
  }
}
