package io.dlpipelines.training;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.spark.storage.StorageUtils;

/**
 * Rows of one size in a memory-mapped file. A mapping is less than 2 GB, so there are several, of a
 * power of two rows each.
 */
final class MappedRows implements AutoCloseable {
  private static final int SEGMENT_BYTES = 1 << 30;

  private final MappedByteBuffer[] segments;
  private final int segmentBits;
  private final long segmentMask;
  private final int rowBytes;
  private final long count;

  private MappedRows(MappedByteBuffer[] segments, int segmentBits, int rowBytes, long count) {
    this.segments = segments;
    this.segmentBits = segmentBits;
    this.segmentMask = (1L << segmentBits) - 1;
    this.rowBytes = rowBytes;
    this.count = count;
  }

  static MappedRows map(FileChannel file, long byteCount, int rowBytes) throws IOException {
    return map(file, byteCount, rowBytes, SEGMENT_BYTES);
  }

  static MappedRows map(FileChannel file, long byteCount, int rowBytes, int maxSegmentBytes)
      throws IOException {
    int bits = 31 - Integer.numberOfLeadingZeros(maxSegmentBytes / rowBytes);
    long segmentBytes = (1L << bits) * rowBytes;
    MappedByteBuffer[] segments =
        new MappedByteBuffer[Math.toIntExact((byteCount + segmentBytes - 1) / segmentBytes)];
    for (int i = 0; i < segments.length; i++) {
      long from = i * segmentBytes;
      segments[i] =
          file.map(FileChannel.MapMode.READ_ONLY, from, Math.min(segmentBytes, byteCount - from));
    }
    return new MappedRows(segments, bits, rowBytes, byteCount / rowBytes);
  }

  long count() {
    return count;
  }

  int rowBytes() {
    return rowBytes;
  }

  void gather(long[] rows, int from, int count, int offset, int length, byte[] target) {
    for (int i = 0, to = 0; i < count; i++, to += length) {
      long row = rows[from + i];
      segments[(int) (row >>> segmentBits)].get(
          (int) (row & segmentMask) * rowBytes + offset, target, to, length);
    }
  }

  /** Gives the disk back. Nobody may read any more: the memory is gone. */
  @Override
  public void close() {
    for (MappedByteBuffer segment : segments) {
      StorageUtils.dispose(segment);
    }
  }
}
