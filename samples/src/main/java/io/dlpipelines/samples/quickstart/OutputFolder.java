package io.dlpipelines.samples.quickstart;

import io.dlpipelines.samples.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that a run writes to. A run replaces what an earlier run wrote, but never touches a
 * folder that holds anything else: a marker file tells them apart.
 */
final class OutputFolder {

  private static final String MARKER = ".dlpipelines-quickstart";
  private static final List<String> WRITTEN =
      List.of("data", "new-images", "model", "predictions", "checkpoint", "work", "report.html");

  private final Path root;

  private OutputFolder(Path root) {
    this.root = root;
  }

  static OutputFolder create(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    OutputFolder output = new OutputFolder(root);
    try {
      Files.createDirectories(root);
      if (!Files.exists(root.resolve(MARKER)) && !isEmpty(root)) {
        throw new UserException(
            root + " holds files that no quickstart wrote. Choose another folder with --output.");
      }
      Files.writeString(root.resolve(MARKER), "Written by dlpipelines quickstart; reused by it.\n");
      for (String name : WRITTEN) {
        deleteAll(root.resolve(name));
      }
    } catch (IOException e) {
      throw new UserException(
          "Cannot write to " + root + ": " + e.getMessage() + ". Choose another with --output.", e);
    }
    return output;
  }

  Path root() {
    return root;
  }

  Path data() {
    return root.resolve("data");
  }

  Path newImages() {
    return root.resolve("new-images");
  }

  Path model() {
    return root.resolve("model");
  }

  Path predictions() {
    return root.resolve("predictions");
  }

  Path checkpoint() {
    return root.resolve("checkpoint");
  }

  /** Where Spark keeps what does not fit into memory, for as long as the run lasts. */
  Path work() {
    return root.resolve("work");
  }

  Path report() {
    return root.resolve("report.html");
  }

  void deleteWork() throws IOException {
    deleteAll(work());
    deleteAll(checkpoint());
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void deleteAll(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(path)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    }
  }
}
