package io.dlpipelines.samples;

/** A mistake in the input that a user can correct: its message is one line that says how. */
public final class UserException extends RuntimeException {

  /**
   * Makes an exception to be shown to the user.
   *
   * @param message what is wrong and what to do about it
   */
  public UserException(String message) {
    super(message);
  }

  /**
   * Makes an exception to be shown to the user.
   *
   * @param message what is wrong and what to do about it
   * @param cause what was thrown by the file system or the library
   */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
