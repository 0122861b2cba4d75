package io.dlpipelines.param;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Params;

/**
 * Asks Spark for GPUs for the tasks that train, and for no others.
 *
 * @param <S> the stage
 */
public interface HasTaskGpuAmount<S extends HasTaskGpuAmount<S>> extends Params {

  /**
   * GPUs of a training task.
   *
   * @return the Param
   */
  DoubleParam taskGpuAmount();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static DoubleParam taskGpuAmountParam(Params owner) {
    return ParamFactory.gpus(
        owner, "taskGpuAmount", "GPUs that Spark gives a training task; below 1, tasks share one");
  }

  /**
   * GPUs of a training task.
   *
   * @return the value
   */
  default double getTaskGpuAmount() {
    return (Double) getOrDefault(taskGpuAmount());
  }

  /**
   * Sets how many GPUs each training task asks Spark for, by stage-level scheduling: 0.5 lets two
   * trainings share one, 0 asks for none, so that tasks get what {@code
   * spark.task.resource.gpu.amount} says. With dynamic allocation Spark starts executors with GPUs
   * for the training; without it the executors that are there must have them. Spark's local mode
   * takes no notice.
   *
   * @param value the value: up to 1, or a whole number
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setTaskGpuAmount(double value) {
    set(taskGpuAmount(), value);
    return (S) this;
  }
}
