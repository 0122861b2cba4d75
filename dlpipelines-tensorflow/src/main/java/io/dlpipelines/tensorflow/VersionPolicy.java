package io.dlpipelines.tensorflow;

import io.dlpipelines.param.NamedChoices;
import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.graph.ModelVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which version of a model is scored with.
 *
 * @param follows whether a newer one takes its place while a query runs
 * @param number the only one that will do; 0 for the newest
 */
record VersionPolicy(boolean follows, long number) {
  static final String FIXED = "fixed";

  private static final NamedChoices<VersionPolicy> CHOICES =
      new NamedChoices<>("modelVersionPolicy", choices(), Map.of());

  private static Map<String, NamedChoices.Choice<? extends VersionPolicy>> choices() {
    Map<String, NamedChoices.Choice<? extends VersionPolicy>> choices = new LinkedHashMap<>();
    choices.put(FIXED, (text, settings) -> new VersionPolicy(false, 0));
    choices.put("latest", (text, settings) -> new VersionPolicy(true, 0));
    choices.put("specific", VersionPolicy::specific);
    return choices;
  }

  private static VersionPolicy specific(String text, SettingsReader settings) {
    long number = settings.whole("version", 0);
    if (number < 1) {
      throw new IllegalArgumentException(
          "[%s] names no version. Say which, as in specific(version=3).".formatted(text));
    }
    return new VersionPolicy(false, number);
  }

  /**
   * Reads a policy.
   *
   * @throws IllegalArgumentException if there is none of this name, or its version is missing
   */
  static VersionPolicy of(String text) {
    return CHOICES.of(text);
  }

  /** Those of the versions that will do, in the same order. */
  List<ModelVersion> among(List<ModelVersion> versions) {
    return versions.stream().filter(each -> number == 0 || each.number() == number).toList();
  }
}
