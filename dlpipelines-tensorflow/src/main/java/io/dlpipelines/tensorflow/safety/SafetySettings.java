package io.dlpipelines.tensorflow.safety;

import io.dlpipelines.persist.CurrentSession;
import java.time.Duration;
import java.util.Optional;

/**
 * What the Spark configuration says of models that are loaded. It is no Param, since a saved stage
 * is data too and must not bring its own permission.
 */
final class SafetySettings {
  static final String ALLOW_UNSAFE = "spark.dlpipelines.allowUnsafeOps";
  static final String TRIAL = "spark.dlpipelines.trial";
  private static final String TRIAL_FOLDER = "spark.dlpipelines.trial.folder";
  private static final String TRIAL_SECONDS = "spark.dlpipelines.trial.seconds";
  private static final String DEFAULT_SECONDS = "60";

  private SafetySettings() {}

  static boolean allowUnsafeOperations() {
    return isTrue(ALLOW_UNSAFE, "false");
  }

  static boolean trial() {
    return isTrue(TRIAL, "true");
  }

  /** Where verdicts are kept, if it is not the usual place. */
  static Optional<String> trialFolder() {
    return CurrentSession.setting(TRIAL_FOLDER).filter(folder -> !folder.isBlank());
  }

  /** How long a model may take to be loaded and run once. */
  static Duration trialTime() {
    String seconds = CurrentSession.setting(TRIAL_SECONDS).orElse(DEFAULT_SECONDS);
    if (!seconds.strip().matches("[1-9]\\d{0,5}")) {
      throw wrong(TRIAL_SECONDS, seconds, "a whole number of seconds, at least 1");
    }
    return Duration.ofSeconds(Long.parseLong(seconds.strip()));
  }

  private static boolean isTrue(String key, String otherwise) {
    String value = CurrentSession.setting(key).orElse(otherwise).strip();
    if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
      throw wrong(key, value, "true or false");
    }
    return value.equalsIgnoreCase("true");
  }

  private static IllegalArgumentException wrong(String key, String value, String allowed) {
    return new IllegalArgumentException(
        "%s is [%s], and must be %s.".formatted(key, value, allowed));
  }
}
