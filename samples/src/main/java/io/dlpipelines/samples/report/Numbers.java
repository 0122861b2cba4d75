package io.dlpipelines.samples.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Numbers as a person reads them, the same in every locale. */
public final class Numbers {

  private Numbers() {}

  /**
   * Writes a count with separators.
   *
   * @param count the count
   * @return for example {@code 60,000}
   */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * Writes a share as a percentage.
   *
   * @param share between 0 and 1
   * @return for example {@code 98.91 %}
   */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /**
   * Writes a probability, which is certainty only where it is exactly 1.
   *
   * @param probability between 0 and 1
   * @return for example {@code 98.9 %} or {@code > 99.9 %}
   */
  public static String probability(double probability) {
    return probability < 1 && probability > 0.999
        ? "> 99.9 %"
        : String.format(Locale.ROOT, "%.1f %%", 100 * probability);
  }

  /**
   * Writes the value of a Param.
   *
   * @param value the value
   * @return its shortest form without an exponent, for example {@code 0.0001}
   */
  public static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /**
   * Writes how long something took.
   *
   * @param time the time
   * @return for example {@code 3.2 s} or {@code 4 min 05 s}
   */
  public static String time(Duration time) {
    return time.toSeconds() < 60
        ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
        : String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
  }
}
