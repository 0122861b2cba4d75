package io.dlpipelines.tensorflow.device;

/**
 * A device of this process. Tasks with equal placements share sessions.
 *
 * @param gpu counted from 0 among the GPUs that TensorFlow finds; {@link #CPU_ONLY} for none
 * @param virtual whether a CPU device stands for the GPU
 */
public record Placement(int gpu, boolean virtual) {
  private static final int CPU_ONLY = -1;

  /** The CPU. */
  public static final Placement CPU = new Placement(CPU_ONLY, false);

  /**
   * Whether operations are placed on a GPU.
   *
   * @return false if all run on the CPU
   */
  public boolean isGpu() {
    return gpu != CPU_ONLY;
  }

  /**
   * What TensorFlow calls the device.
   *
   * @return as the field {@code device} of a node has it
   */
  public String deviceName() {
    if (virtual) {
      return "/device:CPU:" + (gpu + 1);
    }
    return isGpu() ? "/device:GPU:" + gpu : "/device:CPU:0";
  }
}
