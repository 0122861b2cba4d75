package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.unsafe.Platform;

/** Binary values as unsigned bytes. */
final class BytesCells implements CellEncoder {

  @Override
  public void encode(SpecializedGetters row, int ordinal, Cell cell) {
    byte[] bytes = row.getBinary(ordinal);
    cell.view(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length);
    cell.addDimension(bytes.length);
  }
}
