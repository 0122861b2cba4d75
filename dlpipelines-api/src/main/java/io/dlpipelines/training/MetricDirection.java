package io.dlpipelines.training;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which values of a metric are the better ones. */
public enum MetricDirection {
  /** Losses and errors: less is better. */
  MIN,
  /** Accuracy and its kin: more is better. */
  MAX;

  private static final Pattern MORE_IS_BETTER =
      Pattern.compile(
          "(.*_)?(accuracy|acc|auc|precision|recall|r2|f1|fbeta|iou|similarity|sensitivity|specificity)(_score)?(_\\d+)?");

  /**
   * The direction of a metric, told by its name as Keras names it. What stands before the last part
   * of the name does not matter: {@code val_accuracy} and {@code head_accuracy_1} are accuracies.
   *
   * @param metric its name
   * @return {@link #MIN} for names that are not known
   */
  public static MetricDirection of(String metric) {
    return MORE_IS_BETTER.matcher(metric.toLowerCase(Locale.ROOT)).matches() ? MAX : MIN;
  }

  /**
   * The value that every other is better than.
   *
   * @return an infinity
   */
  public double worst() {
    return this == MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  /**
   * Whether one value is better than another by more than a difference.
   *
   * @param value the one; NaN is never better
   * @param other the other
   * @param minDelta the difference
   * @return whether it is
   */
  public boolean isBetter(double value, double other, double minDelta) {
    return this == MIN ? value < other - minDelta : value > other + minDelta;
  }
}
