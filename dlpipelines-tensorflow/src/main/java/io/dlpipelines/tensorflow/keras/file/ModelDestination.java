package io.dlpipelines.tensorflow.keras.file;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.persist.CurrentSession;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.UUID;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Saves models on any of Hadoop's file systems: the whole file is there, or nothing. */
public final class ModelDestination {

  private ModelDestination() {}

  @FunctionalInterface
  private interface Format {
    void write(WeightedNetwork model, OutputStream out) throws IOException;
  }

  /**
   * Saves a model.
   *
   * @param model the model
   * @param name the file, whose name ends in {@code .keras} or in {@code .h5}
   * @param overwrite whether a file that is there may be replaced
   * @throws IllegalArgumentException if the name ends otherwise, or the file is there, or it cannot
   *     be written
   */
  public static void save(WeightedNetwork model, String name, boolean overwrite) {
    requireNonNull(name, "path");
    Format format = format(name);
    Path path = new Path(name);
    try {
      FileSystem fileSystem = path.getFileSystem(CurrentSession.hadoop());
      if (fileSystem.exists(path) && !overwrite) {
        throw new IllegalArgumentException(
            "%s is there already. To replace it, use save(path, true).".formatted(name));
      }
      save(model, format, path, fileSystem);
    } catch (IOException failure) {
      throw new IllegalArgumentException(
          "%s cannot be written: %s".formatted(name, failure.getMessage()), failure);
    }
  }

  private static Format format(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".keras")) {
      return ModelWriter::writeArchive;
    }
    if (lower.endsWith(".h5") || lower.endsWith(".hdf5")) {
      return ModelWriter::writeHdf5;
    }
    throw new IllegalArgumentException(
        "%s ends neither in .keras nor in .h5. Name the file by the format that it is to have."
            .formatted(name));
  }

  private static void save(WeightedNetwork model, Format format, Path path, FileSystem fileSystem)
      throws IOException {
    // Hadoop leaves a file of checksums beside each local one, which other readers do not expect.
    FileSystem plain =
        fileSystem instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : fileSystem;
    Path unfinished =
        new Path(
            plain.makeQualified(path).getParent(),
            ".%s.%s".formatted(path.getName(), UUID.randomUUID()));
    try {
      try (OutputStream out = plain.create(unfinished, false)) {
        format.write(model, out);
      }
      fileSystem.delete(path, false);
      if (!plain.rename(unfinished, path)) {
        throw new IOException("%s cannot be renamed to it.".formatted(unfinished));
      }
    } finally {
      plain.delete(unfinished, false);
    }
  }
}
