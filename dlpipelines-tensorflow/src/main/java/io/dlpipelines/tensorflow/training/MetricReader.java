package io.dlpipelines.tensorflow.training;

import java.io.Serializable;

/** Makes metrics of what Params hold, here and where the training runs. */
@FunctionalInterface
public interface MetricReader extends Serializable {

  /**
   * Makes a metric.
   *
   * @param text a name, with settings if there are any
   * @return the metric
   * @throws IllegalArgumentException if there is none such
   */
  Metric read(String text);
}
