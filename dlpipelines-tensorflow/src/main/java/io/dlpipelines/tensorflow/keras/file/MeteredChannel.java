package io.dlpipelines.tensorflow.keras.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A file that can be read a limited number of times, so that a parser that follows links in a
 * circle, or one tree over and over, comes to an end.
 */
final class MeteredChannel extends FileChannel {
  private final FileChannel file;
  private long reads;
  private long bytes;

  MeteredChannel(FileChannel file, long reads, long bytes) {
    this.file = file;
    this.reads = reads;
    this.bytes = bytes;
  }

  /** Lets the file be read more often. */
  void allow(long moreReads, long moreBytes) {
    reads += moreReads;
    bytes += moreBytes;
  }

  /** Fills the buffer, or fails: callers take what they get for all of it. */
  @Override
  public int read(ByteBuffer buffer, long position) throws IOException {
    int start = buffer.position();
    int wanted = buffer.remaining();
    if (position < 0 || position > file.size() - wanted) {
      throw new EOFException(
          "%d bytes at %d are beyond the file's end at %d"
              .formatted(wanted, position, file.size()));
    }
    reads--;
    bytes -= wanted;
    if (reads < 0 || bytes < 0) {
      throw new IOException("its structure is too large, or refers to itself");
    }
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + wanted - buffer.remaining()) < 0) {
        throw new EOFException("the file became shorter");
      }
    }
    UntaggedTypes.replace(buffer, start);
    return wanted;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer buffer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] buffers, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer buffer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] buffers, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer buffer, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void force(boolean metaData) {}

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
