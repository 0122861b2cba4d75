package io.dlpipelines.tensor;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;

/** Arrays of numbers, booleans, strings or binary, nested to any depth; they must be regular. */
final class NestedCells implements CellEncoder {
  private final Leaves leaves;
  private final long[] dimensions;

  /** How the innermost arrays are read. */
  private interface Leaves {
    void append(ArrayData array, Cell cell) throws InvalidCellException;

    default boolean view(ArrayData array, Cell cell) {
      return false;
    }
  }

  private NestedCells(Leaves leaves, int depth) {
    this.leaves = leaves;
    this.dimensions = new long[depth];
  }

  static NestedCells ofNumbers(NumberWriter writer, int depth) {
    return new NestedCells(
        new Leaves() {
          @Override
          public void append(ArrayData array, Cell cell) throws InvalidCellException {
            writer.append(array, cell);
          }

          @Override
          public boolean view(ArrayData array, Cell cell) {
            boolean possible = writer.canView(array);
            if (possible) {
              writer.view(array, cell);
            }
            return possible;
          }
        },
        depth);
  }

  static NestedCells ofStrings(ElementType type, int depth) {
    StringCells strings = StringCells.of(type);
    return new NestedCells(
        (array, cell) -> {
          for (int i = 0; i < array.numElements(); i++) {
            strings.append(array, i, cell);
          }
        },
        depth);
  }

  @Override
  public void encode(SpecializedGetters row, int ordinal, Cell cell) throws InvalidCellException {
    ArrayData array = row.getArray(ordinal);
    if (dimensions.length == 1) {
      requireNoNull(array);
      if (!leaves.view(array, cell)) {
        cell.start();
        leaves.append(array, cell);
      }
      cell.addDimension(array.numElements());
      return;
    }
    Arrays.fill(dimensions, -1);
    cell.start();
    append(array, 0, cell);
    for (long size : dimensions) {
      cell.addDimension(Math.max(size, 0));
    }
  }

  private void append(ArrayData array, int level, Cell cell) throws InvalidCellException {
    int count = array.numElements();
    if (dimensions[level] < 0) {
      dimensions[level] = count;
    } else if (dimensions[level] != count) {
      throw new InvalidCellException(
          "the nested arrays are ragged: one at level %d has %d elements, another %d"
              .formatted(level + 1, dimensions[level], count));
    }
    requireNoNull(array);
    if (level == dimensions.length - 1) {
      leaves.append(array, cell);
      return;
    }
    for (int i = 0; i < count; i++) {
      append(array.getArray(i), level + 1, cell);
    }
  }

  private static void requireNoNull(ArrayData array) throws InvalidCellException {
    int count = array.numElements();
    if (array instanceof UnsafeArrayData unsafe && !hasNull(unsafe, count)) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (array.isNullAt(i)) {
        throw new InvalidCellException("element %d is null".formatted(i));
      }
    }
  }

  /** Tests 64 elements at a time: the null bits lie behind the element count. */
  private static boolean hasNull(UnsafeArrayData array, int count) {
    Object base = array.getBaseObject();
    long bits = array.getBaseOffset() + Long.BYTES;
    for (int i = 0; i < count; i += Long.SIZE) {
      if (Platform.getLong(base, bits + i / Byte.SIZE) != 0) {
        return true;
      }
    }
    return false;
  }
}
