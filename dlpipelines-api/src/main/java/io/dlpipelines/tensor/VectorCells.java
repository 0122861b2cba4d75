package io.dlpipelines.tensor;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;

/** ML vectors, dense and sparse, in the layout of Spark's {@code VectorUDT}. */
final class VectorCells implements CellEncoder {
  private static final int FIELDS = 4;
  private static final int TYPE = 0;
  private static final int SIZE = 1;
  private static final int INDICES = 2;
  private static final int VALUES = 3;
  private static final byte SPARSE = 0;

  private final NumberWriter writer;
  private final int elementSize;

  VectorCells(Dtype target) {
    writer = new NumberWriter(ElementType.DOUBLE, target);
    elementSize = target.byteSize();
  }

  @Override
  public void encode(SpecializedGetters row, int ordinal, Cell cell) throws InvalidCellException {
    InternalRow vector = row.getStruct(ordinal, FIELDS);
    ArrayData values = vector.getArray(VALUES);
    if (vector.getByte(TYPE) == SPARSE) {
      appendSparse(vector.getInt(SIZE), vector.getArray(INDICES), values, cell);
    } else if (writer.canView(values)) {
      writer.view(values, cell);
      cell.addDimension(values.numElements());
    } else {
      cell.start();
      writer.append(values, cell);
      cell.addDimension(values.numElements());
    }
  }

  private void appendSparse(int size, ArrayData indices, ArrayData values, Cell cell)
      throws InvalidCellException {
    cell.start();
    int position = cell.reserve(Math.multiplyExact(size, elementSize));
    byte[] memory = cell.memory();
    Arrays.fill(memory, position, position + size * elementSize, (byte) 0);
    for (int i = 0; i < indices.numElements(); i++) {
      long to = Platform.BYTE_ARRAY_OFFSET + position + (long) indices.getInt(i) * elementSize;
      writer.write(values, i, memory, to);
    }
    cell.addDimension(size);
  }
}
