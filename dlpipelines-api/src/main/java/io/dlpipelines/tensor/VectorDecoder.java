package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeArrayWriter;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.unsafe.Platform;

/** Floating cells of rank one as dense ML vectors, in the layout of Spark's {@code VectorUDT}. */
final class VectorDecoder implements CellDecoder {
  private static final int TYPE = 0;
  private static final int SIZE = 1;
  private static final int INDICES = 2;
  private static final int VALUES = 3;
  private static final byte DENSE = 1;

  private final Dtype dtype;
  private final UnsafeRowWriter row;
  private final UnsafeRowWriter vector;
  private final UnsafeArrayWriter values;

  VectorDecoder(Dtype dtype, UnsafeRowWriter row) {
    this.dtype = dtype;
    this.row = row;
    vector = new UnsafeRowWriter(row, VALUES + 1);
    values = new UnsafeArrayWriter(vector, Double.BYTES);
  }

  @Override
  public void decode(TensorBuffer tensor, int first, int count, int firstAxis, int ordinal) {
    int beforeVector = row.cursor();
    vector.resetRowWriter();
    vector.write(TYPE, DENSE);
    vector.setNullAt(SIZE);
    vector.setNullAt(INDICES);
    int beforeValues = vector.cursor();
    values.initialize(count);
    writeValues(
        tensor.bytes(), Platform.BYTE_ARRAY_OFFSET + (long) first * dtype.byteSize(), count);
    vector.setOffsetAndSizeFromPreviousCursor(VALUES, beforeValues);
    row.setOffsetAndSizeFromPreviousCursor(ordinal, beforeVector);
  }

  private void writeValues(byte[] bytes, long from, int count) {
    switch (dtype) {
      case FLOAT32 -> {
        for (int i = 0; i < count; i++) {
          values.write(i, (double) Platform.getFloat(bytes, from + 4L * i));
        }
      }
      case FLOAT64 -> {
        for (int i = 0; i < count; i++) {
          values.write(i, Platform.getDouble(bytes, from + 8L * i));
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          short half = Platform.getShort(bytes, from + 2L * i);
          values.write(i, (double) HalfPrecision.fromFloat16(half));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          short half = Platform.getShort(bytes, from + 2L * i);
          values.write(i, (double) HalfPrecision.fromBfloat16(half));
        }
      }
      default -> throw new IllegalStateException(dtype + " is not floating");
    }
  }
}
