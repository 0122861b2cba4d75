package io.dlpipelines.tensorflow.device;

import java.util.Locale;

/** What the Param {@code device} asks for. */
public enum DeviceChoice {
  /** A GPU where the task has one, else the CPU. */
  AUTO,
  /** The CPU even where there is a GPU. */
  CPU,
  /** A GPU; an error where the task has none. */
  GPU;

  /**
   * The choice of a Param's value.
   *
   * @param param {@code auto}, {@code cpu} or {@code gpu}
   * @return the choice
   */
  public static DeviceChoice of(String param) {
    return valueOf(param.toUpperCase(Locale.ROOT));
  }
}
