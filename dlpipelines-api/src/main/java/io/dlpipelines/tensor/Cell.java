package io.dlpipelines.tensor;

import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.unsafe.Platform;

/**
 * One row's value for one tensor, on its way from a column to a {@link TensorBuffer}. It is reused
 * from row to row. Its elements lie one after the other in row-major order, native byte order,
 * either where the row keeps them ({@link #view}) or in the cell's own memory ({@link #start}).
 *
 * <p>Strings lie one after the other too; {@link #appendString} records where each ends.
 */
public final class Cell {
  private long[] dimensions = new long[4];
  private int rank;
  private Object base;
  private long offset;
  private int byteCount;
  private byte[] memory = new byte[64];
  private int[] stringEnds = new int[4];
  private int stringCount;

  /** Makes an empty cell. */
  public Cell() {}

  /** Begins a new value that is written into the cell's own memory; its shape is a scalar. */
  public void start() {
    rank = 0;
    base = memory;
    offset = Platform.BYTE_ARRAY_OFFSET;
    byteCount = 0;
    stringCount = 0;
  }

  /**
   * Begins a new value whose bytes stay where they are; its shape is a scalar.
   *
   * @param newBase the object that holds the bytes, or null for native memory
   * @param newOffset the offset in it, as {@link Platform} counts
   * @param newByteCount the number of bytes
   */
  public void view(Object newBase, long newOffset, int newByteCount) {
    rank = 0;
    base = newBase;
    offset = newOffset;
    byteCount = newByteCount;
    stringCount = 0;
  }

  /**
   * Adds a dimension after the ones there are.
   *
   * @param size its size
   */
  public void addDimension(long size) {
    if (rank == dimensions.length) {
      dimensions = Arrays.copyOf(dimensions, 2 * rank);
    }
    dimensions[rank++] = size;
  }

  /**
   * Makes room at the end of the cell's own memory and moves the end behind it.
   *
   * @param bytes how many bytes are needed
   * @return the position of the room in {@link #memory()}
   */
  public int reserve(int bytes) {
    int position = byteCount;
    memory = Growth.toHold((long) position + bytes, memory);
    base = memory;
    byteCount = position + bytes;
    return position;
  }

  /**
   * The cell's own memory, valid until the next {@link #reserve}.
   *
   * @return the memory
   */
  public byte[] memory() {
    return memory;
  }

  /**
   * Adds a string after the ones there are.
   *
   * @param from the object that holds the bytes
   * @param fromOffset the offset in it, as {@link Platform} counts
   * @param length the number of bytes
   */
  public void appendString(Object from, long fromOffset, int length) {
    int position = reserve(length);
    Platform.copyMemory(from, fromOffset, memory, Platform.BYTE_ARRAY_OFFSET + position, length);
    if (stringCount == stringEnds.length) {
      stringEnds = Arrays.copyOf(stringEnds, 2 * stringCount);
    }
    stringEnds[stringCount++] = byteCount;
  }

  /**
   * The number of dimensions.
   *
   * @return the rank
   */
  public int rank() {
    return rank;
  }

  /**
   * The size of a dimension.
   *
   * @param axis from 0
   * @return the size
   */
  public long dimension(int axis) {
    return dimensions[axis];
  }

  /**
   * The number of elements.
   *
   * @return the product of the dimensions
   */
  public long elementCount() {
    long count = 1;
    for (int axis = 0; axis < rank; axis++) {
      count *= dimensions[axis];
    }
    return count;
  }

  /**
   * The shape as errors show it.
   *
   * @return for example {@code [28, 28]}
   */
  public String shapeText() {
    return Arrays.toString(Arrays.copyOf(dimensions, rank));
  }

  Object base() {
    return base;
  }

  long offset() {
    return offset;
  }

  /**
   * The size of the elements.
   *
   * @return in bytes
   */
  public int byteCount() {
    return byteCount;
  }

  /**
   * Copies the elements.
   *
   * @param target receives them
   * @param position where they go in it
   */
  public void copyTo(byte[] target, int position) {
    Objects.checkFromIndexSize(position, byteCount, target.length);
    Platform.copyMemory(base, offset, target, Platform.BYTE_ARRAY_OFFSET + position, byteCount);
  }

  int stringCount() {
    return stringCount;
  }

  int stringEnd(int index) {
    return stringEnds[index];
  }

  /**
   * Whether every element is a finite number.
   *
   * @param dtype the type of the elements; integers are always finite
   * @return false if there is a NaN or an infinity
   */
  public boolean isFinite(Dtype dtype) {
    if (!dtype.isFloating()) {
      return true;
    }
    for (int at = 0; at < byteCount; at += dtype.byteSize()) {
      if (!Double.isFinite(floatingAt(dtype, offset + at))) {
        return false;
      }
    }
    return true;
  }

  private double floatingAt(Dtype dtype, long at) {
    return switch (dtype) {
      case FLOAT16 -> HalfPrecision.fromFloat16(Platform.getShort(base, at));
      case BFLOAT16 -> HalfPrecision.fromBfloat16(Platform.getShort(base, at));
      case FLOAT32 -> Platform.getFloat(base, at);
      default -> Platform.getDouble(base, at);
    };
  }
}
