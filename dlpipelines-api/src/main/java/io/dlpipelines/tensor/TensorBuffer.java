package io.dlpipelines.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;

/**
 * A dense tensor in Java memory, reused from batch to batch: elements in row-major order and native
 * byte order; strings one after the other with the position where each ends. The boundary between
 * rows and an engine: no native memory is behind it.
 */
public final class TensorBuffer {
  private final Dtype dtype;
  private long[] dimensions = {};
  private byte[] bytes = new byte[0];
  private int byteCount;
  private int[] stringEnds = new int[0];
  private int stringCount;

  /**
   * Makes an empty buffer.
   *
   * @param dtype the type of its elements
   */
  public TensorBuffer(Dtype dtype) {
    this.dtype = dtype;
  }

  /**
   * A scalar string tensor.
   *
   * @param value the bytes, not copied
   * @return the tensor
   */
  public static TensorBuffer ofString(byte[] value) {
    TensorBuffer buffer = new TensorBuffer(Dtype.STRING);
    buffer.bytes = value;
    buffer.byteCount = value.length;
    buffer.stringEnds = new int[] {value.length};
    buffer.stringCount = 1;
    return buffer;
  }

  /**
   * A tensor of fixed-size elements.
   *
   * @param dtype the type of its elements
   * @param bytes the elements, not copied
   * @param dimensions the shape
   * @return the tensor
   */
  public static TensorBuffer of(Dtype dtype, byte[] bytes, long... dimensions) {
    TensorBuffer buffer = new TensorBuffer(dtype);
    buffer.bytes = bytes;
    buffer.byteCount = bytes.length;
    buffer.dimensions = dimensions;
    return buffer;
  }

  /**
   * A tensor whose elements are all the same.
   *
   * @param dtype the type of its elements
   * @param value 0 or 1; strings are empty or "1"
   * @param dimensions the shape
   * @return the tensor
   */
  public static TensorBuffer filled(Dtype dtype, int value, long... dimensions) {
    TensorBuffer buffer = new TensorBuffer(dtype);
    int count = Math.toIntExact(Arrays.stream(dimensions).reduce(1, Math::multiplyExact));
    byte[] element = element(dtype, value);
    for (int i = 0; i < count; i++) {
      if (dtype == Dtype.STRING) {
        buffer.appendString(element);
      } else {
        int at = buffer.reserve(element.length);
        System.arraycopy(element, 0, buffer.bytes, at, element.length);
      }
    }
    buffer.dimensions = dimensions;
    return buffer;
  }

  private static byte[] element(Dtype dtype, int value) {
    if (dtype == Dtype.STRING) {
      return value == 0 ? new byte[0] : Integer.toString(value).getBytes(UTF_8);
    }
    ByteBuffer bytes = ByteBuffer.allocate(dtype.byteSize()).order(ByteOrder.nativeOrder());
    switch (dtype) {
      case FLOAT16 -> bytes.putShort(HalfPrecision.toFloat16(value));
      case BFLOAT16 -> bytes.putShort(HalfPrecision.toBfloat16(value));
      case FLOAT32 -> bytes.putFloat(value);
      case FLOAT64 -> bytes.putDouble(value);
      case INT32 -> bytes.putInt(value);
      case INT64 -> bytes.putLong(value);
      case UINT16 -> bytes.putShort((short) value);
      default -> bytes.put((byte) value);
    }
    return bytes.array();
  }

  /**
   * The type of the elements.
   *
   * @return the dtype
   */
  public Dtype dtype() {
    return dtype;
  }

  /**
   * The shape.
   *
   * @return the dimensions, not copied
   */
  public long[] dimensions() {
    return dimensions;
  }

  /**
   * Gives the elements a shape.
   *
   * @param newDimensions the shape, not copied
   */
  public void setDimensions(long... newDimensions) {
    dimensions = newDimensions;
  }

  /**
   * The memory of the elements, valid up to {@link #byteCount()}.
   *
   * @return the memory, not copied
   */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * How much of {@link #bytes()} is in use.
   *
   * @return the number of bytes
   */
  public int byteCount() {
    return byteCount;
  }

  /**
   * The number of strings.
   *
   * @return 0 for other types
   */
  public int stringCount() {
    return stringCount;
  }

  /**
   * Where a string begins in {@link #bytes()}.
   *
   * @param index from 0
   * @return the position
   */
  public int stringStart(int index) {
    return index == 0 ? 0 : stringEnds[index - 1];
  }

  /**
   * Where a string ends in {@link #bytes()}.
   *
   * @param index from 0
   * @return the position behind its last byte
   */
  public int stringEnd(int index) {
    return stringEnds[index];
  }

  /** Forgets the elements and keeps the memory. */
  public void clear() {
    truncate(0, 0);
  }

  /**
   * Goes back to an earlier end.
   *
   * @param newByteCount the bytes to keep
   * @param newStringCount the strings to keep
   */
  public void truncate(int newByteCount, int newStringCount) {
    byteCount = newByteCount;
    stringCount = newStringCount;
  }

  /**
   * Adds a cell's elements after the ones there are.
   *
   * @param cell the cell, of this buffer's dtype
   */
  public void append(Cell cell) {
    int start = reserve(cell.byteCount());
    Platform.copyMemory(
        cell.base(), cell.offset(), bytes, Platform.BYTE_ARRAY_OFFSET + start, cell.byteCount());
    for (int i = 0; i < cell.stringCount(); i++) {
      addStringEnd(start + cell.stringEnd(i));
    }
  }

  /**
   * Moves rows to the end of another buffer: all but the first ones.
   *
   * @param keptRows how many stay
   * @param rows how many there are, all with as many elements
   * @param to a buffer of the same dtype
   */
  public void moveBehind(int keptRows, int rows, TensorBuffer to) {
    int keptStrings = stringCount / rows * keptRows;
    int keptBytes = dtype == Dtype.STRING ? endOf(keptStrings) : byteCount / rows * keptRows;
    copyFrom(keptBytes, keptStrings, to);
    truncate(keptBytes, keptStrings);
  }

  /**
   * The first rows, in a buffer that shares this one's memory: valid until this one changes.
   *
   * @param count how many
   * @param rows how many there are, all with as many elements
   * @return a buffer without a shape
   */
  public TensorBuffer firstRows(int count, int rows) {
    TensorBuffer first = new TensorBuffer(dtype);
    first.bytes = bytes;
    first.stringEnds = stringEnds;
    first.stringCount = stringCount / rows * count;
    first.byteCount = dtype == Dtype.STRING ? endOf(first.stringCount) : byteCount / rows * count;
    return first;
  }

  /**
   * Copies all elements to the end of another buffer.
   *
   * @param to a buffer of the same dtype
   */
  public void copyTo(TensorBuffer to) {
    copyFrom(0, 0, to);
  }

  private void copyFrom(int firstByte, int firstString, TensorBuffer to) {
    int start = to.reserve(byteCount - firstByte);
    System.arraycopy(bytes, firstByte, to.bytes, start, byteCount - firstByte);
    for (int i = firstString; i < stringCount; i++) {
      to.addStringEnd(start + stringEnds[i] - firstByte);
    }
  }

  private int endOf(int strings) {
    return strings == 0 ? 0 : stringEnds[strings - 1];
  }

  /**
   * Whether a cell's elements are all that there is.
   *
   * @param cell the cell, of this buffer's dtype
   * @return true if the bytes are the same, and strings end at the same places
   */
  public boolean holds(Cell cell) {
    if (byteCount != cell.byteCount() || stringCount != cell.stringCount()) {
      return false;
    }
    for (int i = 0; i < stringCount; i++) {
      if (stringEnds[i] != cell.stringEnd(i)) {
        return false;
      }
    }
    return ByteArrayMethods.arrayEquals(
        cell.base(), cell.offset(), bytes, Platform.BYTE_ARRAY_OFFSET, byteCount);
  }

  /**
   * Whether another buffer has the same elements.
   *
   * @param other a buffer of this one's dtype
   * @return true if the bytes are the same, and strings end at the same places
   */
  public boolean holds(TensorBuffer other) {
    return Arrays.equals(bytes, 0, byteCount, other.bytes, 0, other.byteCount)
        && Arrays.equals(stringEnds, 0, stringCount, other.stringEnds, 0, other.stringCount);
  }

  /**
   * Adds a string after the ones there are.
   *
   * @param value its bytes
   */
  public void appendString(byte[] value) {
    int start = reserve(value.length);
    System.arraycopy(value, 0, bytes, start, value.length);
    addStringEnd(byteCount);
  }

  /**
   * Makes room at the end and moves the end behind it.
   *
   * @param count how many bytes are needed
   * @return the position of the room in {@link #bytes()}
   */
  public int reserve(int count) {
    int position = byteCount;
    bytes = Growth.toHold((long) position + count, bytes);
    byteCount = position + count;
    return position;
  }

  /** The first values, for errors. */
  @Override
  public String toString() {
    return ShownValues.of(this);
  }

  private void addStringEnd(int end) {
    if (stringCount == stringEnds.length) {
      stringEnds = Arrays.copyOf(stringEnds, Math.max(16, 2 * stringCount));
    }
    stringEnds[stringCount++] = end;
  }
}
