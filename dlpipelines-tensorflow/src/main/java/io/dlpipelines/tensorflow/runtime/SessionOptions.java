package io.dlpipelines.tensorflow.runtime;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.tensorflow.precision.Precision;
import java.io.Serializable;
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
 * @param precision the numbers that matrices are multiplied and images convolved in
 * @param xla whether the graph is compiled with XLA
 */
public record SessionOptions(Device device, int intraOpThreads, Precision precision, boolean xla)
    implements Serializable {

  /** The processor or the graphics processor. */
  public enum Device {
    /** A GPU where there is one, else the CPU. */
    AUTO,
    /** The CPU even where there is a GPU. */
    CPU,
    /** A GPU; an error where there is none. */
    GPU
  }

  /** One thread on the CPU: what suits an executor that runs one task on each core. */
  public static final SessionOptions DEFAULT = new SessionOptions(Device.CPU, 1);

  /** {@code -1} runs a step in the thread that calls it; 1 would make all tasks queue for one. */
  private static final int IN_CALLING_THREAD = -1;

  /**
   * Checks the values.
   *
   * @param device where operations run
   * @param intraOpThreads threads that one operation may use
   * @param precision the numbers that matrices are multiplied and images convolved in
   * @param xla whether the graph is compiled with XLA
   * @throws IllegalArgumentException if there is less than one thread
   */
  public SessionOptions {
    requireNonNull(device, "device");
    requireNonNull(precision, "precision");
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException("intraOpThreads must be at least 1: " + intraOpThreads);
    }
  }

  /**
   * Options for a graph that is computed as it is.
   *
   * @param device where operations run
   * @param intraOpThreads threads that one operation may use
   * @throws IllegalArgumentException if there is less than one thread
   */
  public SessionOptions(Device device, int intraOpThreads) {
    this(device, intraOpThreads, Precision.FLOAT32, false);
  }

  ConfigProto toProto() {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setInterOpParallelismThreads(IN_CALLING_THREAD)
            .setIntraOpParallelismThreads(intraOpThreads)
            .setAllowSoftPlacement(true)
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    if (device == Device.CPU) {
      config.putDeviceCount("GPU", 0);
    }
    if (xla) {
      config.setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(leftToXla()));
    }
    return config.build();
  }

  /** TensorFlow's own ways to fuse operations, which would leave less to XLA. */
  private static RewriterConfig leftToXla() {
    return RewriterConfig.newBuilder()
        .setRemapping(RewriterConfig.Toggle.OFF)
        .setArithmeticOptimization(RewriterConfig.Toggle.OFF)
        .build();
  }
}
