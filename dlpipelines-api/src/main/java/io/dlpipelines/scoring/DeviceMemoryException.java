package io.dlpipelines.scoring;

/** The memory of the device that a model is on did not suffice for a run. Fewer rows may fit. */
public final class DeviceMemoryException extends RuntimeException {

  /**
   * Says what did not fit.
   *
   * @param message what ran out, in the engine's words
   * @param cause the engine's exception
   */
  public DeviceMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
