package io.dlpipelines.tensorflow.runtime;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.tensorflow.device.DeviceChoice;
import io.dlpipelines.tensorflow.device.Placement;
import io.dlpipelines.tensorflow.device.PlacementRule;
import io.dlpipelines.tensorflow.precision.Precision;
import java.io.Serializable;
import java.util.Set;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/**
 * How a session is opened.
 *
 * @param device where operations run
 * @param intraOpThreads threads that one operation may use. TensorFlow keeps one such pool in a
 *     process, of the size that the first session asked for.
 * @param gpuMemoryFraction how much of a GPU's memory this process may take, in (0, 1]. TensorFlow
 *     keeps what the first session on a GPU asked for. It takes no more than it needs.
 * @param precision the numbers that matrices are multiplied and images convolved in
 * @param xla whether the graph is compiled with XLA
 */
public record SessionOptions(
    DeviceChoice device,
    int intraOpThreads,
    double gpuMemoryFraction,
    Precision precision,
    boolean xla)
    implements Serializable {

  /** One thread on the CPU: what suits an executor that runs one task on each core. */
  public static final SessionOptions DEFAULT = new SessionOptions(DeviceChoice.CPU, 1);

  /** {@code -1} runs a step in the thread that calls it; 1 would make all tasks queue for one. */
  private static final int IN_CALLING_THREAD = -1;

  /**
   * Checks the values.
   *
   * @param device where operations run
   * @param intraOpThreads threads that one operation may use
   * @param gpuMemoryFraction how much of a GPU's memory this process may take
   * @param precision the numbers that matrices are multiplied and images convolved in
   * @param xla whether the graph is compiled with XLA
   * @throws IllegalArgumentException if there is less than one thread, or no memory
   */
  public SessionOptions {
    requireNonNull(device, "device");
    requireNonNull(precision, "precision");
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException("intraOpThreads must be at least 1: " + intraOpThreads);
    }
    if (!(gpuMemoryFraction > 0 && gpuMemoryFraction <= 1)) {
      throw new IllegalArgumentException(
          "gpuMemoryFraction must be above 0 and at most 1: " + gpuMemoryFraction);
    }
  }

  /**
   * Options for a graph that is computed as it is, with as much memory as there is.
   *
   * @param device where operations run
   * @param intraOpThreads threads that one operation may use
   * @throws IllegalArgumentException if there is less than one thread
   */
  public SessionOptions(DeviceChoice device, int intraOpThreads) {
    this(device, intraOpThreads, 1, Precision.FLOAT32, false);
  }

  /**
   * Where and how the calling task's session is opened.
   *
   * @throws IllegalStateException if a GPU is asked for and the task has none
   */
  SessionSetup ofTask() {
    return on(PlacementRule.ofTask(device, () -> FoundGpus.count(common().build())));
  }

  SessionSetup on(Placement placement) {
    return new SessionSetup(this, placement, Set.of());
  }

  ConfigProto config(Placement placement) {
    ConfigProto.Builder config = common();
    if (placement.virtual()) {
      config.putDeviceCount("CPU", placement.gpu() + 2);
    } else if (!placement.isGpu()) {
      config.putDeviceCount("GPU", 0);
    }
    if (xla) {
      config.setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(leftToXla()));
    }
    return config.build();
  }

  private ConfigProto.Builder common() {
    GPUOptions.Builder gpu = GPUOptions.newBuilder().setAllowGrowth(true);
    if (gpuMemoryFraction < 1) {
      gpu.setPerProcessGpuMemoryFraction(gpuMemoryFraction);
    }
    return ConfigProto.newBuilder()
        .setInterOpParallelismThreads(IN_CALLING_THREAD)
        .setIntraOpParallelismThreads(intraOpThreads)
        .setAllowSoftPlacement(true)
        .setGpuOptions(gpu);
  }

  /** TensorFlow's own ways to fuse operations, which would leave less to XLA. */
  private static RewriterConfig leftToXla() {
    return RewriterConfig.newBuilder()
        .setRemapping(RewriterConfig.Toggle.OFF)
        .setArithmeticOptimization(RewriterConfig.Toggle.OFF)
        .build();
  }
}
