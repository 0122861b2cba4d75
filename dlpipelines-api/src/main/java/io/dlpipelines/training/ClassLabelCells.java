package io.dlpipelines.training;

import io.dlpipelines.tensor.Cell;
import io.dlpipelines.tensor.CellEncoder;
import io.dlpipelines.tensor.CellSource;
import io.dlpipelines.tensor.ColumnCells;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.InvalidCellException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.Platform;

/**
 * Class labels: numbers of any type that are whole, from 0 to {@code classes - 1}, as 32-bit
 * integers of rank 0.
 *
 * @param numbers reads the column as doubles
 * @param classes how many classes there are
 */
public record ClassLabelCells(CellSource numbers, int classes) implements CellSource {

  /**
   * The class labels of a column.
   *
   * @param column the column's type
   * @param classes how many classes there are
   * @return empty if the column holds no single numbers
   */
  public static Optional<CellSource> find(DataType column, int classes) {
    return ColumnCells.find(column, Dtype.FLOAT64)
        .filter(cells -> cells.rank() == 0)
        .map(cells -> new ClassLabelCells(cells.source(), classes));
  }

  @Override
  public CellEncoder open() {
    return new Encoder(numbers.open(), classes);
  }

  private record Encoder(CellEncoder numbers, int classes) implements CellEncoder {

    @Override
    public void encode(SpecializedGetters row, int ordinal, Cell cell) throws InvalidCellException {
      numbers.encode(row, ordinal, cell);
      double label = Platform.getDouble(cell.memory(), Platform.BYTE_ARRAY_OFFSET);
      int index = (int) label;
      if (index != label || index < 0 || index >= classes) {
        throw new InvalidCellException(
            "the label %s is not one of the classes 0 to %d".formatted(text(label), classes - 1));
      }
      cell.start();
      int position = cell.reserve(Integer.BYTES);
      Platform.putInt(cell.memory(), Platform.BYTE_ARRAY_OFFSET + (long) position, index);
    }

    private static String text(double label) {
      return label == (long) label ? Long.toString((long) label) : Double.toString(label);
    }
  }
}
