package io.dlpipelines.tensorflow.device;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Decides where a task computes, and tells it once per executor. */
public final class PlacementRule {
  private static final Logger LOG = LoggerFactory.getLogger(PlacementRule.class);
  private static final String ASK_SPARK =
      "Ask Spark for one: set spark.executor.resource.gpu.amount, its discoveryScript, and"
          + " spark.task.resource.gpu.amount, or taskGpuAmount of a stage that trains";
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private PlacementRule() {}

  /**
   * Where the calling task computes.
   *
   * @param choice what is asked for
   * @param realGpus counts the GPUs that TensorFlow finds; not called where that does not matter
   * @return the placement
   * @throws IllegalStateException if a GPU is asked for and the task has none: what was asked, what
   *     was found, what to do
   */
  public static Placement ofTask(DeviceChoice choice, IntSupplier realGpus) {
    return choice == DeviceChoice.CPU
        ? Placement.CPU
        : decide(choice, TaskGpus.ofThisTask(), realGpus);
  }

  static Placement decide(DeviceChoice choice, TaskGpus task, IntSupplier realGpus) {
    if (choice == DeviceChoice.AUTO && task.isWithout()) {
      // To count GPUs is to open them, and takes memory of theirs as long as this process lasts.
      tell(Placement.CPU, Level.INFO, task.given() + (task.gpuBuild() ? ". " + ASK_SPARK : ""));
      return Placement.CPU;
    }
    int found = task.virtual() > 0 ? task.virtual() : realGpus.getAsInt();
    Placement placement =
        task.index(found)
            .map(index -> new Placement(index, task.virtual() > 0))
            .orElse(Placement.CPU);
    if (choice == DeviceChoice.GPU && !placement.isGpu()) {
      throw new IllegalStateException(
          ("device is gpu, and this task has none to compute on: %s. %s; or set device to auto or"
                  + " cpu.")
              .formatted(task.describe(found), wayOut(task, found)));
    }
    if (placement.isGpu() || task.assigned().isEmpty()) {
      tell(placement, Level.INFO, task.describe(found));
    } else {
      tell(placement, Level.WARN, task.describe(found) + ". " + wayOut(task, found));
    }
    return placement;
  }

  private static String wayOut(TaskGpus task, int found) {
    if (found == 0) {
      return task.gpuBuild()
          ? "TensorFlow's library is the one for GPUs: bin/dlpipelines doctor says what this"
              + " machine lacks"
          : "Give the executor a GPU and the library linux-x86_64-gpu of tensorflow-core-native in"
              + " place of the one for CPUs";
    }
    return task.assigned().isEmpty()
        ? ASK_SPARK
        : "Let the discovery script tell the GPUs that the executor sees";
  }

  private static void tell(Placement placement, Level level, String why) {
    if (TOLD.add(placement.deviceName())) {
      LOG.atLevel(level).log("Tasks compute on {}: {}.", placement.deviceName(), why);
    }
  }
}
