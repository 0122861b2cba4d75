package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;

/** Writes numbers and booleans of one Spark type into memory as elements of one tensor type. */
final class NumberWriter {
  private final ElementType source;
  private final Dtype target;
  private final int elementSize;
  private final long largest;

  NumberWriter(ElementType source, Dtype target) {
    this.source = source;
    this.target = target;
    this.elementSize = target.byteSize();
    this.largest = source.largest(target);
  }

  /** Whether an array's elements can be used where they lie. */
  boolean canView(ArrayData array) {
    return array instanceof UnsafeArrayData && source.isSameAs(target);
  }

  /** Makes the cell a view of the array's elements, which {@link #canView}. */
  void view(ArrayData array, Cell cell) {
    UnsafeArrayData unsafe = (UnsafeArrayData) array;
    int count = unsafe.numElements();
    cell.view(unsafe.getBaseObject(), elements(unsafe), count * elementSize);
  }

  /** Appends the array's elements to the cell's own memory. */
  void append(ArrayData array, Cell cell) throws InvalidCellException {
    int count = array.numElements();
    int position = cell.reserve(Math.multiplyExact(count, elementSize));
    byte[] memory = cell.memory();
    long to = Platform.BYTE_ARRAY_OFFSET + position;
    if (canView(array)) {
      UnsafeArrayData unsafe = (UnsafeArrayData) array;
      Platform.copyMemory(
          unsafe.getBaseObject(), elements(unsafe), memory, to, (long) count * elementSize);
    } else if (source == ElementType.DOUBLE
        && target == Dtype.FLOAT32
        && array instanceof UnsafeArrayData unsafe) {
      Object base = unsafe.getBaseObject();
      long from = elements(unsafe);
      for (int i = 0; i < count; i++) {
        Platform.putFloat(memory, to + 4L * i, (float) Platform.getDouble(base, from + 8L * i));
      }
    } else {
      for (int i = 0; i < count; i++) {
        write(array, i, memory, to + (long) i * elementSize);
      }
    }
  }

  /**
   * Writes one element.
   *
   * @throws InvalidCellException if the target does not hold its value
   */
  void write(SpecializedGetters from, int ordinal, byte[] memory, long to)
      throws InvalidCellException {
    switch (target) {
      case FLOAT32 -> Platform.putFloat(memory, to, floatAt(from, ordinal));
      case FLOAT64 -> Platform.putDouble(memory, to, doubleAt(from, ordinal));
      case FLOAT16 ->
          Platform.putShort(memory, to, HalfPrecision.toFloat16(floatAt(from, ordinal)));
      case BFLOAT16 ->
          Platform.putShort(memory, to, HalfPrecision.toBfloat16(floatAt(from, ordinal)));
      case INT32 -> Platform.putInt(memory, to, (int) longAt(from, ordinal));
      case INT64 -> Platform.putLong(memory, to, longAt(from, ordinal));
      case INT8 -> Platform.putByte(memory, to, (byte) longAt(from, ordinal));
      case INT16 -> Platform.putShort(memory, to, (short) longAt(from, ordinal));
      case UINT8 -> Platform.putByte(memory, to, (byte) unsignedAt(from, ordinal));
      case UINT16 -> Platform.putShort(memory, to, (short) unsignedAt(from, ordinal));
      case UINT32 -> Platform.putInt(memory, to, (int) unsignedAt(from, ordinal));
      case UINT64 -> Platform.putLong(memory, to, unsignedAt(from, ordinal));
      case BOOL -> Platform.putBoolean(memory, to, from.getBoolean(ordinal));
      case STRING -> throw new IllegalStateException("strings are not numbers");
    }
  }

  private long unsignedAt(SpecializedGetters from, int ordinal) throws InvalidCellException {
    long value = longAt(from, ordinal);
    if (largest >= 0 && (value < 0 || value > largest)) {
      throw new InvalidCellException(
          "the value has an element %d, and %s holds 0 to %s"
              .formatted(value, target, target == Dtype.UINT64 ? "18446744073709551615" : largest));
    }
    return value;
  }

  private float floatAt(SpecializedGetters from, int ordinal) {
    return switch (source) {
      case FLOAT -> from.getFloat(ordinal);
      case DOUBLE -> (float) from.getDouble(ordinal);
      // Not by way of double, which would round long integers twice.
      default -> longAt(from, ordinal);
    };
  }

  private double doubleAt(SpecializedGetters from, int ordinal) {
    return switch (source) {
      case FLOAT -> from.getFloat(ordinal);
      case DOUBLE -> from.getDouble(ordinal);
      default -> longAt(from, ordinal);
    };
  }

  private long longAt(SpecializedGetters from, int ordinal) {
    return switch (source) {
      case BYTE -> from.getByte(ordinal);
      case UNSIGNED_BYTE -> Byte.toUnsignedLong(from.getByte(ordinal));
      case SHORT -> from.getShort(ordinal);
      case INT -> from.getInt(ordinal);
      case LONG -> from.getLong(ordinal);
      default -> throw new IllegalStateException(source + " is not an integer type");
    };
  }

  private static long elements(UnsafeArrayData array) {
    return array.getBaseOffset()
        + UnsafeArrayData.calculateHeaderPortionInBytes(array.numElements());
  }
}
