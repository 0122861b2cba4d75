package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.unsafe.Platform;

/**
 * Spark's image structs as they are: {@code [height, width, channels]}, channels in BGR(A) order.
 */
final class ImageStructCells implements CellEncoder {
  private static final int FIELDS = 6;
  private static final int HEIGHT = 1;
  private static final int WIDTH = 2;
  private static final int CHANNELS = 3;
  private static final int DATA = 5;

  private final Dtype target;

  ImageStructCells(Dtype target) {
    this.target = target;
  }

  @Override
  public void encode(SpecializedGetters row, int ordinal, Cell cell) throws InvalidCellException {
    InternalRow image = row.getStruct(ordinal, FIELDS);
    int height = image.getInt(HEIGHT);
    int width = image.getInt(WIDTH);
    int channels = image.getInt(CHANNELS);
    if (height < 0) {
      throw new InvalidCellException("the image could not be decoded when it was read");
    }
    byte[] data = image.isNullAt(DATA) ? new byte[0] : image.getBinary(DATA);
    if (width < 0 || channels < 0 || (long) height * width * channels != data.length) {
      throw new InvalidCellException(
          "the image is %d x %d with %d channels but has %d bytes"
              .formatted(height, width, channels, data.length));
    }
    if (target == Dtype.UINT8) {
      cell.view(data, Platform.BYTE_ARRAY_OFFSET, data.length);
    } else {
      widen(data, cell);
    }
    cell.addDimension(height);
    cell.addDimension(width);
    cell.addDimension(channels);
  }

  private void widen(byte[] data, Cell cell) {
    cell.start();
    int size = target.byteSize();
    long to =
        Platform.BYTE_ARRAY_OFFSET + (long) cell.reserve(Math.multiplyExact(data.length, size));
    byte[] memory = cell.memory();
    for (byte value : data) {
      put(memory, to, Byte.toUnsignedInt(value));
      to += size;
    }
  }

  private void put(byte[] memory, long to, int value) {
    switch (target) {
      case FLOAT32 -> Platform.putFloat(memory, to, value);
      case FLOAT64 -> Platform.putDouble(memory, to, value);
      case FLOAT16 -> Platform.putShort(memory, to, HalfPrecision.toFloat16(value));
      case BFLOAT16 -> Platform.putShort(memory, to, HalfPrecision.toBfloat16(value));
      case INT16, UINT16 -> Platform.putShort(memory, to, (short) value);
      case INT32, UINT32 -> Platform.putInt(memory, to, value);
      case INT64, UINT64 -> Platform.putLong(memory, to, value);
      default -> throw new IllegalStateException("an image cannot be fed to " + target);
    }
  }
}
