package io.dlpipelines.tuning.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as a person reads them, the same in every locale. */
final class Numbers {

  private Numbers() {}

  /** With four digits, as in 0.9713, 12.5 or 3.2e-05. */
  static String shortest(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
      return value == 0 ? "0" : Double.toString(value);
    }
    double size = Math.abs(value);
    if (size < 1e-3 || size >= 1e7) {
      return String.format(Locale.ROOT, "%.3g", value)
          .replaceAll("\\.?0+(e|$)", "$1")
          .replaceAll("e([+-])0*(\\d)", "e$1$2")
          .replace("e+", "e");
    }
    return new BigDecimal(value)
        .round(new MathContext(size >= 1e4 ? 7 : 4))
        .stripTrailingZeros()
        .toPlainString();
  }

  static String seconds(double seconds) {
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%d min %02d s", (long) seconds / 60, (long) seconds % 60);
  }

  static OptionalDouble find(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException name) {
      return OptionalDouble.empty();
    }
  }

  /** A value of a Param: numbers get shorter. */
  static String text(String value) {
    OptionalDouble number = find(value);
    return number.isPresent() ? shortest(number.getAsDouble()) : value;
  }
}
