package io.dlpipelines.scoring;

/**
 * The model refused the values of a run, such as an index out of range, a failed assertion of the
 * graph or a serialized example that cannot be parsed. Some of its rows may be accepted alone.
 */
public final class RejectedRowsException extends RuntimeException {

  /**
   * Says what was refused.
   *
   * @param message the reason, in one sentence without a full stop
   * @param cause the engine's exception
   */
  public RejectedRowsException(String message, Throwable cause) {
    super(message, cause);
  }
}
