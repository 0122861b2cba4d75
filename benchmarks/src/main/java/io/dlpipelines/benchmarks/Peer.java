package io.dlpipelines.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Deeplearning4j's side of a comparison, in a process of its own. */
final class Peer {

  private Peer() {}

  /** Runs a program, and splits the lines that it prints at their tabs. */
  static List<String[]> run(String classPath, String program, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx4g",
                "-cp",
                classPath,
                "io.dlpipelines.benchmarks." + program));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    // Its threads spin while they wait, unless told not to: 3.4 times slower on two cores.
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    try (var lines = builder.start().inputReader()) {
      return lines.lines().map(line -> line.split("\t")).toList();
    }
  }
}
