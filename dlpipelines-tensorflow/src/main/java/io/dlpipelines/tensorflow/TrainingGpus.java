package io.dlpipelines.tensorflow;

import io.dlpipelines.training.DataProblem;
import java.util.Optional;
import org.apache.spark.SparkContext;

/** What a fit asks of GPUs, before its rows are read. */
record TrainingGpus(String device, double taskGpuAmount) {
  private static final String EXECUTORS = "spark.executor.resource.gpu.amount";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  /** Why there is no sense in asking, as far as Params and settings of Spark tell. */
  Optional<DataProblem> findProblem(SparkContext context) {
    if (taskGpuAmount == 0) {
      return Optional.empty();
    }
    if (device.equals("cpu")) {
      return Optional.of(
          new DataProblem(
              "device is cpu, and taskGpuAmount asks Spark for GPUs that would stand idle",
              "taskGpuAmount=" + taskGpuAmount,
              "Set device to auto or gpu, or taskGpuAmount to 0."));
    }
    long ofExecutor = context.getConf().getLong(EXECUTORS, 0);
    boolean dynamic = context.getConf().getBoolean(DYNAMIC, false);
    return context.isLocal() || dynamic || taskGpuAmount <= ofExecutor
        ? Optional.empty()
        : Optional.of(
            new DataProblem(
                "taskGpuAmount is %s, and executors have fewer GPUs".formatted(taskGpuAmount),
                "%s=%d".formatted(EXECUTORS, ofExecutor),
                ("Give executors as many, and a discoveryScript; or let Spark start some for the"
                        + " training, with %s; or lower taskGpuAmount.")
                    .formatted(DYNAMIC)));
  }
}
