package io.dlpipelines.tensorflow.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * What there is for the calling task to compute on.
 *
 * @param assigned the addresses of the GPUs that Spark gave to the task, as its discovery script
 *     tells them
 * @param scheduled whether Spark decides who gets which GPU: not where driver and executor are one
 *     process
 * @param task tells tasks apart where Spark does not decide
 * @param visible the environment variable {@code CUDA_VISIBLE_DEVICES}, which numbers GPUs anew
 * @param virtual how many CPU devices stand for GPUs; 0 if there are only real ones
 * @param gpuBuild whether TensorFlow's library is the one for GPUs
 */
record TaskGpus(
    List<String> assigned,
    boolean scheduled,
    long task,
    Optional<String> visible,
    int virtual,
    boolean gpuBuild) {
  private static final String RESOURCE = "gpu";
  private static final String VIRTUAL = "spark.dlpipelines.virtualGpus";

  TaskGpus {
    assigned = List.copyOf(assigned);
  }

  static TaskGpus ofThisTask() {
    TaskContext task = TaskContext.get();
    SparkEnv environment = SparkEnv.get();
    return new TaskGpus(
        task == null ? List.of() : addresses(task),
        environment != null && !environment.executorId().equals("driver"),
        task == null ? 0 : task.taskAttemptId(),
        Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")),
        environment == null ? 0 : environment.conf().getInt(VIRTUAL, 0),
        NativeLibrary.requireOne().map(NativeLibrary::isForGpus).orElse(true));
  }

  private static List<String> addresses(TaskContext task) {
    return task.resources().contains(RESOURCE)
        ? List.of(task.resources().apply(RESOURCE).addresses())
        : List.of();
  }

  /**
   * The GPU to use among those that TensorFlow finds.
   *
   * @param found how many these are
   * @return counted from 0; empty if the task has none
   */
  Optional<Integer> index(int found) {
    if (assigned.isEmpty()) {
      return scheduled || found == 0 ? Optional.empty() : Optional.of((int) (task % found));
    }
    return number(assigned.get(0)).filter(index -> index < found);
  }

  private Optional<Integer> number(String address) {
    List<String> entries = new ArrayList<>();
    for (String entry : visible.orElse("").split(",")) {
      if (!entry.isBlank()) {
        entries.add(entry.strip());
      }
    }
    if (virtual == 0 && visible.isPresent()) {
      int position = entries.indexOf(address);
      return position < 0 ? Optional.empty() : Optional.of(position);
    }
    return address.matches("\\d{1,4}") ? Optional.of(Integer.parseInt(address)) : Optional.empty();
  }

  /** Whether Spark, which decides here, gave the task none. */
  boolean isWithout() {
    return scheduled && assigned.isEmpty();
  }

  /** What errors and logs say that Spark gave. */
  String given() {
    return assigned.isEmpty()
        ? "Spark gave the task no GPU"
        : "Spark gave the task the GPU " + String.join(", ", assigned);
  }

  /** What errors and logs say was given and found. */
  String describe(int found) {
    return "%s; TensorFlow finds %s%s"
        .formatted(
            given(),
            found == 0
                ? "no GPU"
                : "%d%s GPU%s"
                    .formatted(found, virtual > 0 ? " virtual" : "", found > 1 ? "s" : ""),
            visible.map(value -> " with CUDA_VISIBLE_DEVICES=[%s]".formatted(value)).orElse(""));
  }
}
