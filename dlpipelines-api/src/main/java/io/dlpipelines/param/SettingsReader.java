package io.dlpipelines.param;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@link NamedSettings} one by one, and refuses those that nobody asked for. */
public final class SettingsReader {
  private final NamedSettings settings;
  private final Set<String> known = new LinkedHashSet<>();

  SettingsReader(NamedSettings settings) {
    this.settings = settings;
  }

  /**
   * A number.
   *
   * @param key its name
   * @param otherwise what it is where it is not set
   * @return the number
   * @throws IllegalArgumentException if it is no number
   */
  public double number(String key, double otherwise) {
    return text(key).map(value -> number(key, value)).orElse(otherwise);
  }

  /**
   * A number within bounds.
   *
   * @param key its name
   * @param otherwise what it is where it is not set
   * @param least the least that is allowed
   * @param most the most that is allowed
   * @return the number
   * @throws IllegalArgumentException if it is no number, or out of bounds
   */
  public double number(String key, double otherwise, double least, double most) {
    double value = number(key, otherwise);
    if (!(value >= least && value <= most)) {
      throw invalid(key, "a number from %s to %s".formatted(least, most));
    }
    return value;
  }

  /**
   * A number above zero.
   *
   * @param key its name
   * @param otherwise what it is where it is not set
   * @return the number
   * @throws IllegalArgumentException if it is no finite number above zero
   */
  public double positive(String key, double otherwise) {
    double value = number(key, otherwise);
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw invalid(key, "a number above 0");
    }
    return value;
  }

  /**
   * A whole number.
   *
   * @param key its name
   * @param otherwise what it is where it is not set
   * @return the number
   * @throws IllegalArgumentException if it is no whole number
   */
  public long whole(String key, long otherwise) {
    try {
      return text(key).map(Long::parseLong).orElse(otherwise);
    } catch (NumberFormatException malformed) {
      throw invalid(key, "a whole number");
    }
  }

  /**
   * A whole number that is not too small, and small enough for an int.
   *
   * @param key its name
   * @param otherwise what it is where it is not set
   * @param least the least that is allowed
   * @return the number
   * @throws IllegalArgumentException if it is no whole number, or out of bounds
   */
  public int integer(String key, int otherwise, int least) {
    long value = whole(key, otherwise);
    if (value < least || value > Integer.MAX_VALUE) {
      throw invalid(key, "a whole number from %d to %d".formatted(least, Integer.MAX_VALUE));
    }
    return (int) value;
  }

  /**
   * Yes or no.
   *
   * @param key its name
   * @param otherwise what it is where it is not set
   * @return whether it is true
   * @throws IllegalArgumentException if it is neither {@code true} nor {@code false}
   */
  public boolean flag(String key, boolean otherwise) {
    Optional<String> value = text(key);
    if (value.isPresent() && !value.get().matches("(?i)true|false")) {
      throw invalid(key, "true or false");
    }
    return value.map(Boolean::parseBoolean).orElse(otherwise);
  }

  /**
   * One of some names.
   *
   * @param key its name
   * @param known the names; the first is taken where it is not set
   * @return the name
   * @throws IllegalArgumentException if it is none of them
   */
  public String oneOf(String key, String... known) {
    String value = text(key).orElse(known[0]);
    if (!List.of(known).contains(value)) {
      throw invalid(key, "one of %s".formatted(List.of(known)));
    }
    return value;
  }

  /**
   * Numbers in brackets.
   *
   * @param key their name
   * @return the numbers, empty where they are not set
   * @throws IllegalArgumentException if it is no such list
   */
  public double[] numbers(String key) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return new double[0];
    }
    if (!value.get().matches("\\[.*]")) {
      throw invalid(key, "numbers in brackets, such as [1, 2]");
    }
    String inside = value.get().substring(1, value.get().length() - 1).strip();
    return inside.isEmpty()
        ? new double[0]
        : Stream.of(inside.split(",")).mapToDouble(number -> number(key, number.strip())).toArray();
  }

  /**
   * A setting as it was written.
   *
   * @param key its name
   * @return empty where it is not set
   */
  public Optional<String> text(String key) {
    known.add(key);
    return Optional.ofNullable(settings.values().get(key));
  }

  /**
   * Ends the reading.
   *
   * @throws IllegalArgumentException if there is a setting that was not read
   */
  public void end() {
    for (String key : settings.values().keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "[%s] has no setting [%s]; it has %s.".formatted(settings.name(), key, known));
      }
    }
  }

  private double number(String key, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException malformed) {
      throw invalid(key, "a number");
    }
  }

  private IllegalArgumentException invalid(String key, String wanted) {
    return new IllegalArgumentException(
        "[%s] of [%s] is [%s], and must be %s."
            .formatted(key, settings.name(), settings.values().get(key), wanted));
  }
}
