package io.dlpipelines.param;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What may be chosen by name, each with settings of its own. Names are found in any case, and with
 * or without underscores: {@code MeanSquaredError} is {@code mean_squared_error}.
 *
 * @param kind what is chosen, as in {@code loss}
 * @param choices by name, in the order in which messages list them
 * @param aliases names by other names
 * @param <T> what choices make
 */
public record NamedChoices<T>(
    String kind, Map<String, Choice<? extends T>> choices, Map<String, String> aliases) {

  /**
   * One choice.
   *
   * @param <T> what it makes
   */
  @FunctionalInterface
  public interface Choice<T> {

    /**
     * Makes it.
     *
     * @param text the choice with its settings, as messages and histories call it
     * @param settings its settings
     * @return what was chosen
     * @throws IllegalArgumentException if a setting is wrong
     */
    T make(String text, SettingsReader settings);
  }

  /**
   * Copies the maps and keeps their order.
   *
   * @param kind what is chosen
   * @param choices by name
   * @param aliases names by other names
   */
  public NamedChoices {
    choices = new LinkedHashMap<>(choices);
    aliases = new LinkedHashMap<>(aliases);
  }

  /**
   * Makes what a text names.
   *
   * @param text {@code name}, or {@code name(setting=value, setting=value)}
   * @return what was chosen
   * @throws IllegalArgumentException if the text is malformed, or a name or a setting is unknown
   */
  public T of(String text) {
    NamedSettings settings = NamedSettings.parse(text);
    SettingsReader reader = settings.read();
    T made = find(settings.name()).make(settings.toString(), reader);
    reader.end();
    return made;
  }

  private Choice<? extends T> find(String name) {
    String wanted = plain(name);
    Map<String, String> names = new LinkedHashMap<>();
    choices.keySet().forEach(known -> names.put(plain(known), known));
    aliases.forEach((alias, known) -> names.putIfAbsent(plain(alias), known));
    if (!names.containsKey(wanted)) {
      throw new IllegalArgumentException(
          "There is no %s [%s]; there are %s.".formatted(kind, name, choices.keySet()));
    }
    return choices.get(names.get(wanted));
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
