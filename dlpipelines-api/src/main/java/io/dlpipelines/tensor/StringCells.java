package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** Appends one string or binary value to a cell. */
@FunctionalInterface
interface StringCells {

  void append(SpecializedGetters from, int ordinal, Cell cell);

  static StringCells of(ElementType type) {
    return type == ElementType.BINARY ? StringCells::appendBinary : StringCells::appendString;
  }

  static CellEncoder scalar(ElementType type) {
    StringCells strings = of(type);
    return (row, ordinal, cell) -> {
      cell.start();
      strings.append(row, ordinal, cell);
    };
  }

  private static void appendString(SpecializedGetters from, int ordinal, Cell cell) {
    UTF8String value = from.getUTF8String(ordinal);
    cell.appendString(value.getBaseObject(), value.getBaseOffset(), value.numBytes());
  }

  private static void appendBinary(SpecializedGetters from, int ordinal, Cell cell) {
    byte[] value = from.getBinary(ordinal);
    cell.appendString(value, Platform.BYTE_ARRAY_OFFSET, value.length);
  }
}
