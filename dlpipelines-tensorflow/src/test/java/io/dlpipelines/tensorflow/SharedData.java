package io.dlpipelines.tensorflow;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real models that others made; tests that need them are skipped where they are not. */
final class SharedData {

  private SharedData() {}

  static Path path(String relative) {
    String root = System.getProperty("dlpipelines.data", "");
    assumeTrue(
        !root.isEmpty() && Files.isDirectory(Path.of(root)),
        "the folder of real models is not here: set the system property dlpipelines.data");
    Path path = Path.of(root, relative).normalize();
    assumeTrue(Files.exists(path), relative + " is not in the folder of real models");
    return path;
  }
}
