package io.dlpipelines.samples.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What programs of the machine print. */
final class CommandOutput {
  private static final int SECONDS = 20;

  private CommandOutput() {}

  /** Its lines; empty where there is no such program, or it fails, or does not end. */
  static Optional<List<String>> lines(String... command) {
    try {
      Path printed = Files.createTempFile("dlpipelines-doctor", "");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        return ended && process.exitValue() == 0
            ? Optional.of(Files.readAllLines(printed))
            : Optional.empty();
      } finally {
        Files.delete(printed);
      }
    } catch (IOException noProgram) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
