package io.dlpipelines.samples.run;

import io.dlpipelines.samples.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that a command writes to. While a run lasts, it holds a folder for what Spark keeps on
 * disk, with a locked file that keeps a second run out; afterwards it holds the results alone.
 */
public final class OutputFolder {

  private static final String WORK = "work";
  private static final String LOCK = ".dlpipelines-lock";
  private static final String PAGE = ".html";
  private static final String PARQUET = ".parquet";

  private final Path root;
  private final String command;
  private final List<String> written;

  private OutputFolder(Path folder, String command, List<String> written) {
    this.root = folder.toAbsolutePath().normalize();
    this.command = command;
    this.written = written;
  }

  /**
   * Creates the folder, or clears what an earlier run of the same command wrote.
   *
   * @param folder the folder
   * @param command the command that writes
   * @param written the names of all that the command writes into it
   * @return the folder
   * @throws UserException if it holds anything else, another run writes to it, or it cannot be
   *     written to
   */
  public static OutputFolder replacing(Path folder, String command, List<String> written) {
    OutputFolder output = new OutputFolder(folder, command, written);
    output.prepare(output::requireOwnResults);
    return output;
  }

  /**
   * Creates the folder for results that are not replaced unless that is asked for.
   *
   * @param folder the folder
   * @param command the command that writes
   * @param written the names of all that the command writes into it
   * @param overwrite whether what is there under these names is replaced
   * @return the folder
   * @throws UserException if it holds anything else, or results and {@code overwrite} is false,
   *     another run writes to it, or it cannot be written to
   */
  public static OutputFolder keeping(
      Path folder, String command, List<String> written, boolean overwrite) {
    OutputFolder output = new OutputFolder(folder, command, written);
    output.prepare(() -> output.requireNoResults(overwrite));
    return output;
  }

  /**
   * The folder itself.
   *
   * @return an absolute path
   */
  public Path root() {
    return root;
  }

  /**
   * Something in the folder.
   *
   * @param name its name
   * @return an absolute path
   */
  public Path resolve(String name) {
    return root.resolve(name);
  }

  /**
   * Where things are kept for as long as a run lasts.
   *
   * @return an absolute path
   */
  public Path work() {
    return root.resolve(WORK);
  }

  /**
   * Keeps other runs out until the lock is closed.
   *
   * @return the lock, whose file is {@linkplain #deleteWork deleted} first
   * @throws UserException if another run writes to the folder
   */
  FileChannel lock() throws IOException {
    Files.createDirectories(work());
    FileChannel channel =
        FileChannel.open(work().resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isFree(channel)) {
      channel.close();
      throw inUse();
    }
    return channel;
  }

  /** Deletes what a run kept on disk, and the folder if the run wrote nothing into it. */
  void deleteWork() throws IOException {
    deleteAll(work());
    if (isEmpty(root)) {
      Files.delete(root);
    }
  }

  private interface Requirement {
    void check() throws IOException;
  }

  private void prepare(Requirement requirement) {
    try {
      if (Files.exists(root) && !isEmpty(root)) {
        requireNotLocked();
        requirement.check();
      }
      Files.createDirectories(root);
      for (String name : written) {
        deleteAll(root.resolve(name));
      }
      deleteAll(work());
      Files.createDirectories(work());
      Files.createFile(work().resolve(LOCK));
    } catch (IOException e) {
      throw new UserException(
          "Cannot write to " + root + ": " + e.getMessage() + ". Choose another with --output.", e);
    }
  }

  private void requireNotLocked() throws IOException {
    Path file = work().resolve(LOCK);
    if (Files.exists(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        if (!isFree(channel)) {
          throw inUse();
        }
      }
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException thisProcess) {
      return false;
    }
  }

  private UserException inUse() {
    return new UserException(
        "Another run is writing to %s. Wait for it to end, or choose another folder with --output."
            .formatted(root));
  }

  private void requireOwnResults() throws IOException {
    if (!isAbandoned()) {
      for (Path entry : entries()) {
        if (!isOwnResult(entry)) {
          throw foreign();
        }
      }
    }
  }

  private void requireNoResults(boolean overwrite) throws IOException {
    if (isAbandoned()) {
      return;
    }
    List<String> names = entries().stream().map(entry -> entry.getFileName().toString()).toList();
    if (!written.containsAll(names)) {
      throw foreign();
    }
    if (!overwrite) {
      throw new UserException(
          "%s holds the results of an earlier run (%s). Choose another folder with --output, or replace them with --overwrite."
              .formatted(root, String.join(", ", names)));
    }
  }

  private UserException foreign() {
    return new UserException(
        "%s holds files that no %s wrote. Choose another folder with --output."
            .formatted(root, command));
  }

  /** Whether a run was killed before it had written all. */
  private boolean isAbandoned() {
    return Files.exists(work().resolve(LOCK));
  }

  /** A page that says so, or a Parquet file that has a page beside it or is the only result. */
  private boolean isOwnResult(Path entry) throws IOException {
    String name = entry.getFileName().toString();
    if (!written.contains(name)) {
      return false;
    }
    if (name.endsWith(PAGE)) {
      return Files.readString(entry).contains("dlpipelines");
    }
    return hasPage() || isParquet(entry);
  }

  private boolean hasPage() {
    return written.stream().anyMatch(name -> name.endsWith(PAGE) && Files.exists(resolve(name)));
  }

  private static boolean isParquet(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.startsWith(".") && !name.startsWith("_"))
              .toList();
      return !names.isEmpty() && names.stream().allMatch(name -> name.endsWith(PARQUET));
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.sorted().toList();
    }
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
