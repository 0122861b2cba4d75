package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeArrayWriter;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeWriter;
import org.apache.spark.unsafe.Platform;

/** Cells of rank one and above as nested arrays. */
final class NestedDecoder implements CellDecoder {
  private final Dtype dtype;
  private final UnsafeRowWriter row;
  private final UnsafeArrayWriter[] levels;

  NestedDecoder(Dtype dtype, int rank, UnsafeRowWriter row) {
    this.dtype = dtype;
    this.row = row;
    levels = new UnsafeArrayWriter[rank];
    UnsafeWriter parent = row;
    for (int level = 0; level < rank; level++) {
      boolean innermost = level == rank - 1;
      levels[level] = new UnsafeArrayWriter(parent, innermost ? elementSize() : Long.BYTES);
      parent = levels[level];
    }
  }

  @Override
  public void decode(TensorBuffer tensor, int first, int count, int firstAxis, int ordinal) {
    int before = row.cursor();
    if (levels.length == 1) {
      writeElements(tensor, first, count, levels[0]);
    } else {
      write(tensor, first, count, firstAxis, 0);
    }
    row.setOffsetAndSizeFromPreviousCursor(ordinal, before);
  }

  private void write(TensorBuffer tensor, int first, int count, int axis, int level) {
    UnsafeArrayWriter writer = levels[level];
    if (level == levels.length - 1) {
      writeElements(tensor, first, count, writer);
      return;
    }
    int size = Math.toIntExact(tensor.dimensions()[axis]);
    int step = size == 0 ? 0 : count / size;
    writer.initialize(size);
    for (int i = 0; i < size; i++) {
      int before = writer.cursor();
      write(tensor, first + i * step, step, axis + 1, level + 1);
      writer.setOffsetAndSizeFromPreviousCursor(i, before);
    }
  }

  private void writeElements(TensorBuffer tensor, int first, int count, UnsafeArrayWriter writer) {
    int start = writer.cursor();
    writer.initialize(count);
    byte[] bytes = tensor.bytes();
    long from = Platform.BYTE_ARRAY_OFFSET + (long) first * dtype.byteSize();
    switch (dtype) {
      case FLOAT32, FLOAT64, INT8, INT16, INT32, INT64, BOOL ->
          Platform.copyMemory(
              bytes,
              from,
              writer.getBuffer(),
              start + (long) UnsafeArrayData.calculateHeaderPortionInBytes(count),
              (long) count * dtype.byteSize());
      case FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          writer.write(i, HalfPrecision.fromFloat16(Platform.getShort(bytes, from + 2L * i)));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          writer.write(i, HalfPrecision.fromBfloat16(Platform.getShort(bytes, from + 2L * i)));
        }
      }
      case UINT8 -> {
        for (int i = 0; i < count; i++) {
          writer.write(i, (short) Byte.toUnsignedInt(Platform.getByte(bytes, from + i)));
        }
      }
      case UINT16 -> {
        for (int i = 0; i < count; i++) {
          writer.write(i, Short.toUnsignedInt(Platform.getShort(bytes, from + 2L * i)));
        }
      }
      case UINT32 -> {
        for (int i = 0; i < count; i++) {
          writer.write(i, Integer.toUnsignedLong(Platform.getInt(bytes, from + 4L * i)));
        }
      }
      case UINT64 -> {
        for (int i = 0; i < count; i++) {
          long bits = Platform.getLong(bytes, from + 8L * i);
          writer.write(i, UnsignedLongs.toDecimal(bits), UnsignedLongs.PRECISION, 0);
        }
      }
      case STRING -> {
        for (int i = first; i < first + count; i++) {
          int at = tensor.stringStart(i);
          writer.write(i - first, bytes, at, tensor.stringEnd(i) - at);
        }
      }
    }
  }

  private int elementSize() {
    return switch (dtype) {
      case FLOAT16, BFLOAT16, FLOAT32, INT32, UINT16 -> Integer.BYTES;
      case FLOAT64, INT64, UINT32, UINT64, STRING -> Long.BYTES;
      case UINT8, INT16 -> Short.BYTES;
      case INT8, BOOL -> 1;
    };
  }
}
