package io.dlpipelines.param;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Params;

/** A number of rows that are computed at once; a stage that scores may find it by itself. */
public final class BatchSizeParam extends IntParam {
  /** The value that lets a stage find the number of rows by itself. */
  public static final int AUTO = 0;

  private static final String AUTO_TEXT = "auto";

  private BatchSizeParam(Params owner, String doc, Check<Object> check) {
    super(owner, "batchSize", doc, check);
  }

  static BatchSizeParam ofScoring(Params owner) {
    return new BatchSizeParam(
        owner,
        "rows that are computed at once (>= 1, or 0 for auto: a short search finds it)",
        value -> (Integer) value >= AUTO);
  }

  static BatchSizeParam ofTraining(Params owner) {
    return new BatchSizeParam(
        owner,
        "rows that are computed at once (>= 1)",
        value -> {
          if ((Integer) value == AUTO) {
            throw new IllegalArgumentException(
                "batchSize is auto (0), and training takes a number only, since what is learned"
                    + " depends on it. Set it to at least 1, such as 32.");
          }
          return (Integer) value >= 1;
        });
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
        "batchSize is [%s], and must be auto or a number of at least 1.".formatted(text));
  }
}
