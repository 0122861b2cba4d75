package io.dlpipelines.tensorflow.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that are known as good: in memory, and as empty files in a folder that all
 * applications of a user share. A folder that cannot be written is no failure.
 */
final class TrialVerdicts {
  private static final Set<String> GOOD = ConcurrentHashMap.newKeySet();

  private static final String ONE_ROW = "-one-row";

  private final Path folder;

  TrialVerdicts(Path folder) {
    this.folder = folder;
  }

  /** The folder that is used where none is named. */
  static Path usualFolder() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return root.resolve("dlpipelines").resolve("tried-models");
  }

  boolean isGood(String key) {
    return GOOD.contains(key) || Files.exists(folder.resolve(key)) && GOOD.add(key);
  }

  /** Whether it is good with one row at a time. */
  boolean takesOneRow(String key) {
    return isGood(key + ONE_ROW);
  }

  void keepOneRow(String key) {
    keep(key + ONE_ROW);
  }

  static void trust(String key) {
    GOOD.add(key);
  }

  void keep(String key) {
    trust(key);
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(key), new byte[0]);
    } catch (IOException | SecurityException notKept) {
      // The model is tried again by the next application.
    }
  }
}
