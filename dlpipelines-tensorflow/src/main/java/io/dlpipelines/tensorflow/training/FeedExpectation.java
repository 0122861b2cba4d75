package io.dlpipelines.tensorflow.training;

import io.dlpipelines.training.FeedStatistics;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The numbers of a column that a network trains well on.
 *
 * @param role what the column is to the network, for messages
 * @param near1 whether numbers should not be far larger or smaller than 1, since weights are
 *     multiplied with them as they are, or must grow as large
 * @param ranges what targets must lie within
 * @param advice what to do about numbers that are too large or too small
 */
record FeedExpectation(String role, boolean near1, List<TargetRange> ranges, String advice)
    implements Serializable {
  private static final double LARGE = 1000;
  private static final double SMALL = 0.001;

  /** Of columns that may hold anything. */
  static final FeedExpectation ANYTHING = new FeedExpectation("", false, List.of(), "");

  static FeedExpectation features(boolean near1) {
    return new FeedExpectation(
        "features",
        near1,
        List.of(),
        "Scale them, such as by StandardScaler, or by a Normalization or Rescaling layer in"
            + " front.");
  }

  static FeedExpectation targets(boolean near1, List<TargetRange> ranges) {
    return new FeedExpectation(
        "targets",
        near1,
        ranges,
        "Scale them, such as to a mean of 0 and a standard deviation of 1, or end the network with"
            + " a Rescaling layer.");
  }

  List<String> warnings(String column, FeedStatistics numbers) {
    List<String> warnings = new ArrayList<>();
    if (role.isEmpty() || numbers.rows() == 0) {
      return warnings;
    }
    if (numbers.rows() > 1 && !numbers.varies()) {
      warnings.add(
          "the %s in column [%s] are the same in all rows, so there is nothing to learn from them. Check the query that makes the column."
              .formatted(role, column));
    }
    double size = numbers.rootMeanSquare();
    double largest = Math.max(Math.abs(numbers.least()), Math.abs(numbers.most()));
    if (near1 && (size > LARGE || largest > 0 && largest < SMALL)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the %s in column [%s] are %s: their root mean square is %.3g, from %.3g to %.3g."
                  + " Training may diverge, or learn very slowly. %s",
              role,
              column,
              size > LARGE ? "large" : "small",
              size,
              numbers.least(),
              numbers.most(),
              advice));
    }
    for (TargetRange range : ranges) {
      if (numbers.least() < range.least() || numbers.most() > range.most()) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "the %s in column [%s] are from %.3g to %.3g, and %s. %s",
                role,
                column,
                numbers.least(),
                numbers.most(),
                range.because(),
                range.advice()));
      }
    }
    return warnings;
  }
}
