package io.dlpipelines.scoring;

import java.util.Locale;

/** What becomes of a row that cannot be scored. */
public enum HandleInvalid {
  /** The job fails and names row, column and reason. */
  ERROR,
  /** The row is dropped and counted. */
  SKIP,
  /** The row stays, its outputs are null, and it is counted. */
  KEEP;

  /**
   * The value of the Param.
   *
   * @return in lower case
   */
  public String paramValue() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the value of the Param.
   *
   * @param value in lower case
   * @return the policy
   */
  public static HandleInvalid of(String value) {
    return valueOf(value.toUpperCase(Locale.ROOT));
  }
}
