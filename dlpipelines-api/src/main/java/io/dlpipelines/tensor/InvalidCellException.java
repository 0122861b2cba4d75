package io.dlpipelines.tensor;

/**
 * A cell that cannot become a tensor; the message says why. It has no stack trace, since broken
 * data may throw it once a row.
 */
public final class InvalidCellException extends Exception {

  /**
   * Makes the exception.
   *
   * @param reason what is wrong with the cell, as shown to the user
   */
  public InvalidCellException(String reason) {
    super(reason, null, false, false);
  }
}
