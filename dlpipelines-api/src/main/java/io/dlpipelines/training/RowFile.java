package io.dlpipelines.training;

import io.dlpipelines.persist.LocalDisk;
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

  private static final String ROWS = "The rows to train on";

  private final LocalDisk disk;
  private final FileChannel channel;
  private long byteCount;

  RowFile(LocalDisk disk, FileChannel channel) {
    this.disk = disk;
    this.channel = channel;
  }

  static RowFile create(LocalDisk disk) throws IOException {
    Path file = Files.createTempFile(disk.path(), "dlpipelines-", ".rows");
    try {
      return new RowFile(
          disk,
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

  static void requireRoom(LocalDisk disk, long byteCount) throws IOException {
    long room = Files.getFileStore(disk.path()).getUsableSpace();
    if (room < byteCount) {
      throw disk.cannotHold(
          ROWS, "they take %d bytes, and %d are free".formatted(byteCount, room), null);
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
      throw disk.cannotHold(
          ROWS, "after %d bytes, %s".formatted(byteCount, failure.getMessage()), failure);
    }
    byteCount += count;
  }

  long byteCount() {
    return byteCount;
  }

  MappedRows map(int rowBytes) throws IOException {
    return MappedRows.map(channel, byteCount, rowBytes);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
