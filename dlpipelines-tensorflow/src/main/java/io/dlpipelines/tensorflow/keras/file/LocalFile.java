package io.dlpipelines.tensorflow.keras.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dlpipelines.persist.CurrentSession;
import io.dlpipelines.persist.ModelFile;
import io.dlpipelines.persist.SourcePath;
import io.dlpipelines.persist.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/** A file of this machine: the one that is meant, or a copy of it that is deleted on closing. */
final class LocalFile implements AutoCloseable {
  private final Path path;
  private final boolean copy;

  private LocalFile(Path path, boolean copy) {
    this.path = path;
    this.copy = copy;
  }

  /** What a source writes into a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A file of any of Hadoop's file systems. */
  static LocalFile of(String name) {
    try {
      org.apache.hadoop.fs.Path file = SourcePath.of(name, CurrentSession.hadoop());
      FileSystem fileSystem = file.getFileSystem(CurrentSession.hadoop());
      if (fileSystem.getScheme().equals("file")) {
        Path local = Path.of(fileSystem.makeQualified(file).toUri().getPath());
        if (!Files.exists(local)) {
          throw new NoSuchFileException(name);
        }
        return new LocalFile(local, false);
      }
      try (InputStream in = fileSystem.open(file)) {
        return copy(in::transferTo);
      }
    } catch (IOException failure) {
      throw UnreadableException.of(name, failure);
    }
  }

  static LocalFile of(ModelFile file) {
    try {
      return copy(
          out -> {
            for (byte[] chunk : file.chunks()) {
              out.write(chunk);
            }
          });
    } catch (IOException failure) {
      throw UnreadableException.of(file.path(), failure);
    }
  }

  static LocalFile copy(Content content) throws IOException {
    Path path = Files.createTempFile("dlpipelines", ".model");
    try (OutputStream out = Files.newOutputStream(path)) {
      content.writeTo(out);
      return new LocalFile(path, true);
    } catch (IOException | RuntimeException failure) {
      Files.delete(path);
      throw failure;
    }
  }

  /** The text of a file, empty if there is none. */
  static Optional<String> findText(String name, int maxBytes) {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(name);
    try {
      FileSystem fileSystem = file.getFileSystem(CurrentSession.hadoop());
      if (!fileSystem.exists(file)) {
        return Optional.empty();
      }
      try (InputStream in = fileSystem.open(file)) {
        byte[] bytes = in.readNBytes(maxBytes);
        if (in.read() >= 0) {
          throw new IllegalArgumentException(
              "%s has more than %d bytes.".formatted(name, maxBytes));
        }
        return Optional.of(new String(bytes, UTF_8));
      }
    } catch (IOException failure) {
      throw UnreadableException.of(name, failure);
    }
  }

  /** What is in a folder, empty if it is none. */
  static List<String> list(String folder) {
    try {
      org.apache.hadoop.fs.Path path = SourcePath.of(folder, CurrentSession.hadoop());
      FileSystem fileSystem = path.getFileSystem(CurrentSession.hadoop());
      FileStatus[] files =
          fileSystem.getFileStatus(path).isDirectory()
              ? fileSystem.listStatus(path)
              : new FileStatus[0];
      return Stream.of(files).map(file -> file.getPath().getName()).sorted().toList();
    } catch (IOException failure) {
      throw UnreadableException.of(folder, failure);
    }
  }

  Path path() {
    return path;
  }

  boolean startsWith(byte... magic) {
    return Arrays.equals(head(magic.length), magic);
  }

  /** The first bytes, fewer if it is shorter. */
  byte[] head(int length) {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(length);
    } catch (IOException failure) {
      throw UnreadableException.of(path.toString(), failure);
    }
  }

  long size() {
    try {
      return Files.size(path);
    } catch (IOException failure) {
      throw UnreadableException.of(path.toString(), failure);
    }
  }

  @Override
  public void close() {
    if (copy) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException stays) {
        path.toFile().deleteOnExit();
      }
    }
  }
}
