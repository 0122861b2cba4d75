package io.dlpipelines.training;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * What trains: sent to one executor.
 *
 * @param <R> what comes back to the driver; Java serialization carries it
 */
@FunctionalInterface
public interface TrainingTask<R extends Serializable> extends Serializable {

  /**
   * Trains.
   *
   * @param spool the rows, until this returns
   * @param progress takes lines for the driver's log
   * @return the result
   * @throws Exception which fails the task
   */
  R run(Spool spool, Consumer<String> progress) throws Exception;

  /**
   * GPUs that it asks Spark for, beside a task's cores.
   *
   * @return below 1 to share one with other tasks; 0 for none
   */
  default double gpus() {
    return 0;
  }
}
