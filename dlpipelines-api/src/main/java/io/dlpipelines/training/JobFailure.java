package io.dlpipelines.training;

import java.util.function.Supplier;
import org.apache.spark.SparkException;

/** Gives errors of tasks to the user as they were thrown, and not in the text of a failed job. */
final class JobFailure {

  private JobFailure() {}

  /**
   * Runs a job. Where one of its tasks refuses the data or the settings, the job fails with the
   * task's error, and Spark's is its cause.
   */
  static <T> T unwrapped(Supplier<T> job) {
    try {
      return job.get();
    } catch (Exception failure) {
      Throwable reason = failure;
      while (reason instanceof SparkException && reason.getCause() != null) {
        reason = reason.getCause();
      }
      if (failure instanceof SparkException) {
        if (reason instanceof IllegalArgumentException) {
          throw new IllegalArgumentException(reason.getMessage(), failure);
        }
        if (reason instanceof IllegalStateException) {
          throw new IllegalStateException(reason.getMessage(), failure);
        }
      }
      throw failure;
    }
  }
}
