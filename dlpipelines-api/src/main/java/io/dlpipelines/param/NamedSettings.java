package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A choice that has settings of its own, in the form that Params hold: {@code adam}, or {@code
 * sgd(momentum=0.9, nesterov=true)}.
 *
 * @param name what is chosen
 * @param values settings by name, as they were written
 */
public record NamedSettings(String name, Map<String, String> values) implements Serializable {

  /**
   * Keeps the order of the settings.
   *
   * @param name what is chosen
   * @param values settings by name
   */
  public NamedSettings {
    requireNonNull(name, "name");
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Reads the form that {@link #toString} writes. Brackets may stand around lists: {@code
   * step(values=[0.1, 0.01])}.
   *
   * @param text the form
   * @return name and settings
   * @throws IllegalArgumentException if it is not of this form
   */
  public static NamedSettings parse(String text) {
    String trimmed = text.strip();
    int open = trimmed.indexOf('(');
    String name = (open < 0 ? trimmed : trimmed.substring(0, open)).strip();
    if (!name.matches("\\w+") || open >= 0 && !trimmed.endsWith(")")) {
      throw malformed(text);
    }
    Map<String, String> values = new LinkedHashMap<>();
    if (open >= 0) {
      String inside = trimmed.substring(open + 1, trimmed.length() - 1).strip();
      for (String setting : inside.isEmpty() ? new String[0] : inside.split(",(?![^\\[]*\\])")) {
        int equals = setting.indexOf('=');
        String key = equals < 0 ? "" : setting.substring(0, equals).strip();
        String value = setting.substring(equals + 1).strip();
        if (!key.matches("\\w+") || value.isEmpty() || value.matches(".*[()=].*")) {
          throw malformed(text);
        }
        if (values.put(key, value) != null) {
          throw new IllegalArgumentException("[%s] is set twice in [%s].".formatted(key, text));
        }
      }
    }
    return new NamedSettings(name, values);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "[%s] is not of the form name or name(setting=value, setting=value).".formatted(text));
  }

  /**
   * Reads the settings, once each.
   *
   * @return a reader that knows which were not read
   */
  public SettingsReader read() {
    return new SettingsReader(this);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return values.isEmpty()
        ? name
        : values.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(", ", name + "(", ")"));
  }
}
