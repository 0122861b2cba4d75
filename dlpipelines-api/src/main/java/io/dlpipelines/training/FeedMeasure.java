package io.dlpipelines.training;

import io.dlpipelines.tensor.Dtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Measures the floats of one feed in blocks of encoded rows. Small cells are measured in all rows,
 * of large ones a few thousand numbers for each block.
 */
final class FeedMeasure {
  private static final int SMALL_CELL = 8;
  private static final int SAMPLE = 8192;

  private final int rowBytes;
  private final int offset;
  private final int cellBytes;
  private final Dtype dtype;
  private byte[] first = {};
  private long rows;
  private long values;
  private double sumOfSquares;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private boolean varies;

  FeedMeasure(RowLayout layout, int feed) {
    rowBytes = layout.rowBytes();
    offset = layout.offset(feed);
    cellBytes = layout.cellBytes(feed);
    dtype = layout.feeds().get(feed).dtype();
  }

  void add(byte[] block) {
    if (dtype != Dtype.FLOAT32 && dtype != Dtype.FLOAT64) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(block).order(ByteOrder.nativeOrder());
    int elements = cellBytes / dtype.byteSize();
    int elementStep = Math.max(1, elements / SAMPLE);
    int blockRows = block.length / rowBytes;
    long all = (long) blockRows * (elements / elementStep);
    int rowStep = elements <= SMALL_CELL ? 1 : (int) Math.max(1, all / SAMPLE);
    for (int row = 0; row < blockRows; row += rowStep) {
      int cell = row * rowBytes + offset;
      compare(block, cell);
      for (int element = 0; element < elements; element += elementStep) {
        int position = cell + element * dtype.byteSize();
        add(dtype == Dtype.FLOAT32 ? buffer.getFloat(position) : buffer.getDouble(position));
      }
      rows++;
    }
  }

  private void compare(byte[] block, int cell) {
    if (rows == 0) {
      first = Arrays.copyOfRange(block, cell, cell + cellBytes);
    } else if (!varies) {
      varies = !Arrays.equals(first, 0, cellBytes, block, cell, cell + cellBytes);
    }
  }

  private void add(double value) {
    values++;
    sumOfSquares += value * value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }

  FeedStatistics statistics() {
    CRC32C checksum = new CRC32C();
    checksum.update(first);
    return rows == 0
        ? FeedStatistics.NONE
        : new FeedStatistics(rows, values, sumOfSquares, least, most, varies, checksum.getValue());
  }
}
