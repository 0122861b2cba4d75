package io.dlpipelines.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that rows are written to. It has no name once it is open, so that nothing is left of it
 * when its mapping ends, however the process ends.
 */
final class RowFile implements AutoCloseable {
  /** Each thread keeps native memory of this size to write from. */
  private static final int WRITE_BYTES = 1 << 20;

  private final Path folder;
  private final FileChannel channel;
  private long byteCount;

  RowFile(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  static RowFile create(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "dlpipelines-", ".rows");
    try {
      return new RowFile(
          folder,
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException failure) {
      Files.deleteIfExists(file);
      throw failure;
    }
  }

  static void requireRoom(Path folder, long byteCount) throws IOException {
    long room = Files.getFileStore(folder).getUsableSpace();
    if (room < byteCount) {
      throw noRoom(folder, "they take %d bytes, and %d are free".formatted(byteCount, room), null);
    }
  }

  void append(byte[] bytes, int count) throws IOException {
    try {
      for (int from = 0; from < count; ) {
        from += channel.write(ByteBuffer.wrap(bytes, from, Math.min(count - from, WRITE_BYTES)));
      }
    } catch (ClosedByInterruptException killed) {
      throw killed;
    } catch (IOException failure) {
      throw noRoom(
          folder, "after %d bytes, %s".formatted(byteCount, failure.getMessage()), failure);
    }
    byteCount += count;
  }

  MappedRows map(int rowBytes) throws IOException {
    return MappedRows.map(channel, byteCount, rowBytes);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static IOException noRoom(Path folder, String problem, IOException cause) {
    return new IOException(
        ("The rows to train on cannot be written to %s: %s. Make room there, or set spark.local.dir"
                + " to a larger disk.")
            .formatted(folder, problem),
        cause);
  }
}
