package io.dlpipelines.param;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Params;

/** A number of rows that are computed at once; a stage that scores may find it by itself. */
public final class BatchSizeParam extends IntParam {
  /** The value that lets a stage find the number of rows by itself. */
  public static final int AUTO = 0;

  private static final String NAME = "batchSize";
  private static final String AUTO_TEXT = "auto";

  private BatchSizeParam(Params owner, String doc, Check<Object> check) {
    super(owner, NAME, doc, check);
  }

  static BatchSizeParam ofScoring(Params owner) {
    return new BatchSizeParam(
        owner,
        "rows that are computed at once (>= 1, or 0 for auto: a short search finds it)",
        new ValueRange<>(
            NAME, ">= 1, or 0 for auto", Integer.class, value -> (Integer) value >= AUTO));
  }

  static BatchSizeParam ofTraining(Params owner) {
    return new BatchSizeParam(
        owner,
        "rows that are computed at once (>= 1)",
        new ValueRange<>(
            NAME,
            ">= 1 in training, whose result depends on it",
            Integer.class,
            value -> (Integer) value >= 1));
  }

  /**
   * Reads a value.
   *
   * @param text {@code auto}, or a number of at least 1
   * @return the value of the Param
   * @throws IllegalArgumentException if it is neither
   */
  public static int valueOf(String text) {
    if (text.equalsIgnoreCase(AUTO_TEXT)) {
      return AUTO;
    }
    try {
      int rows = Integer.parseInt(text);
      if (rows >= 1) {
        return rows;
      }
    } catch (NumberFormatException noNumber) {
      throw refused(text);
    }
    throw refused(text);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "batchSize must be auto or a whole number >= 1, got [%s]".formatted(text));
  }
}
