package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.unsafe.Platform;

/** Numbers and booleans. */
final class ScalarCells implements CellEncoder {
  private final NumberWriter writer;
  private final int elementSize;

  ScalarCells(ElementType source, Dtype target) {
    writer = new NumberWriter(source, target);
    elementSize = target.byteSize();
  }

  @Override
  public void encode(SpecializedGetters row, int ordinal, Cell cell) throws InvalidCellException {
    cell.start();
    int position = cell.reserve(elementSize);
    writer.write(row, ordinal, cell.memory(), Platform.BYTE_ARRAY_OFFSET + (long) position);
  }
}
