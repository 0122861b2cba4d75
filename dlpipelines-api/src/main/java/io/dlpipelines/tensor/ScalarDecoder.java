package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.unsafe.Platform;

/** Cells of rank zero. */
final class ScalarDecoder implements CellDecoder {
  private final Dtype dtype;
  private final UnsafeRowWriter writer;

  ScalarDecoder(Dtype dtype, UnsafeRowWriter writer) {
    this.dtype = dtype;
    this.writer = writer;
  }

  @Override
  public void decode(TensorBuffer tensor, int first, int count, int firstAxis, int ordinal) {
    byte[] bytes = tensor.bytes();
    long at = Platform.BYTE_ARRAY_OFFSET + (long) first * dtype.byteSize();
    switch (dtype) {
      case FLOAT32 -> writer.write(ordinal, Platform.getFloat(bytes, at));
      case FLOAT64 -> writer.write(ordinal, Platform.getDouble(bytes, at));
      case FLOAT16 ->
          writer.write(ordinal, HalfPrecision.fromFloat16(Platform.getShort(bytes, at)));
      case BFLOAT16 ->
          writer.write(ordinal, HalfPrecision.fromBfloat16(Platform.getShort(bytes, at)));
      case INT32 -> writer.write(ordinal, Platform.getInt(bytes, at));
      case INT64 -> writer.write(ordinal, Platform.getLong(bytes, at));
      case INT8 -> writer.write(ordinal, Platform.getByte(bytes, at));
      case INT16 -> writer.write(ordinal, Platform.getShort(bytes, at));
      case UINT32 -> writer.write(ordinal, Integer.toUnsignedLong(Platform.getInt(bytes, at)));
      case UINT64 ->
          writer.write(
              ordinal,
              UnsignedLongs.toDecimal(Platform.getLong(bytes, at)),
              UnsignedLongs.PRECISION,
              0);
      case UINT8 -> writer.write(ordinal, (short) Byte.toUnsignedInt(Platform.getByte(bytes, at)));
      case UINT16 -> writer.write(ordinal, Short.toUnsignedInt(Platform.getShort(bytes, at)));
      case BOOL -> writer.write(ordinal, Platform.getBoolean(bytes, at));
      case STRING -> {
        int start = tensor.stringStart(first);
        writer.write(ordinal, bytes, start, tensor.stringEnd(first) - start);
      }
    }
  }
}
