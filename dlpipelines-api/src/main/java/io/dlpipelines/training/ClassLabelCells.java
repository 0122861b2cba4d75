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
            "the label %s is not one of the classes 0 to %d".formatted(text(label), classes - 1),
            advice(label));
      }
      cell.start();
      int position = cell.reserve(Integer.BYTES);
      Platform.putInt(cell.memory(), Platform.BYTE_ARRAY_OFFSET + (long) position, index);
    }

    /** None for NaN, which is a missing value. */
    private String advice(double label) {
      if (Double.isNaN(label)) {
        return null;
      }
      if (label != Math.rint(label)) {
        return "Classes are whole numbers from 0: number the labels with StringIndexer, or train a"
            + " KerasRegressor where they are not classes.";
      }
      return label < 0
          ? "Classes are counted from 0: number the labels with StringIndexer."
          : "Classes are counted from 0: use StringIndexer, or subtract 1 from labels that begin"
              + " with 1. For more than %d classes, give the network's output more units."
                  .formatted(classes);
    }

    private static String text(double label) {
      return label == (long) label ? Long.toString((long) label) : Double.toString(label);
    }
  }
}
