package io.dlpipelines.training;

import io.dlpipelines.tensor.FeedReader;
import java.util.Arrays;
import java.util.List;

/** Collects rows of one kind into blocks of about 1 MB. */
final class BlockBuffer {
  private static final int BLOCK_BYTES = 1 << 20;

  private final RowBlock.Kind kind;
  private final int rowBytes;
  private final int[] offsets;
  private final int capacity;
  private byte[] bytes = {};
  private int byteCount;

  BlockBuffer(RowBlock.Kind kind, RowLayout layout) {
    this.kind = kind;
    rowBytes = layout.rowBytes();
    offsets = new int[layout.feeds().size()];
    Arrays.setAll(offsets, layout::offset);
    capacity = Math.max(1, BLOCK_BYTES / rowBytes) * rowBytes;
  }

  /** Adds the cells just read. The buffer must not be full. */
  void add(List<FeedReader> readers) {
    if (byteCount == 0) {
      bytes = new byte[capacity + 1];
    }
    for (int i = 0; i < offsets.length; i++) {
      readers.get(i).cell().copyTo(bytes, byteCount + offsets[i]);
    }
    byteCount += rowBytes;
  }

  boolean isEmpty() {
    return byteCount == 0;
  }

  boolean isFull() {
    return byteCount == capacity;
  }

  /** The block; the buffer is empty after it. */
  byte[] take() {
    byte[] block = isFull() ? bytes : Arrays.copyOf(bytes, byteCount + 1);
    block[byteCount] = (byte) kind.ordinal();
    byteCount = 0;
    bytes = new byte[0];
    return block;
  }
}
