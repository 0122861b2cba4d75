package io.dlpipelines.tensor;

import java.util.Optional;

/**
 * A cell that cannot become a tensor; the message says why. It has no stack trace, since broken
 * data may throw it once a row.
 */
public final class InvalidCellException extends Exception {
  private final String advice;

  /**
   * Makes the exception for a cell that is an exception among others, so that its row may be left
   * out.
   *
   * @param reason what is wrong with the cell, as shown to the user
   */
  public InvalidCellException(String reason) {
    this(reason, null);
  }

  /**
   * Makes the exception for a cell whose fault other rows are likely to have too: to leave such
   * rows out would leave out a class, or all of them.
   *
   * @param reason what is wrong with the cell, as shown to the user
   * @param advice what to do about it, a sentence
   */
  public InvalidCellException(String reason, String advice) {
    super(reason, null, false, false);
    this.advice = advice;
  }

  /**
   * What to do, other than to leave the row out.
   *
   * @return a sentence; empty where the row may be left out
   */
  public Optional<String> advice() {
    return Optional.ofNullable(advice);
  }
}
