package io.dlpipelines.tensorflow;

import io.dlpipelines.training.DataProblem;
import io.dlpipelines.training.TrainingResources;
import java.util.Optional;
import org.apache.spark.SparkContext;

/** What a fit asks of GPUs, before its rows are read. */
record TrainingGpus(String device, double taskGpuAmount) {

  /** Why there is no sense in asking, as far as Params and settings of Spark tell. */
  Optional<DataProblem> findProblem(SparkContext context) {
    return taskGpuAmount > 0 && device.equals("cpu")
        ? Optional.of(
            new DataProblem(
                "device is cpu, and taskGpuAmount asks Spark for GPUs that would stand idle",
                "taskGpuAmount=" + taskGpuAmount,
                "Set device to auto or gpu, or taskGpuAmount to 0."))
        : new TrainingResources(taskGpuAmount).findProblem(context);
  }
}
