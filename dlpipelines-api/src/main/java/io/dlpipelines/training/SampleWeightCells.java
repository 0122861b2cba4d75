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
 * How much a row counts: numbers of any type that are finite and not negative, as 32-bit floats of
 * rank 0.
 *
 * @param numbers reads the column as floats
 */
public record SampleWeightCells(CellSource numbers) implements CellSource {

  /**
   * The weights of a column.
   *
   * @param column the column's type
   * @return empty if the column holds no single numbers
   */
  public static Optional<CellSource> find(DataType column) {
    return ColumnCells.find(column, Dtype.FLOAT32)
        .filter(cells -> cells.rank() == 0)
        .map(cells -> new SampleWeightCells(cells.source()));
  }

  @Override
  public CellEncoder open() {
    return new Encoder(numbers.open());
  }

  private record Encoder(CellEncoder numbers) implements CellEncoder {

    @Override
    public void encode(SpecializedGetters row, int ordinal, Cell cell) throws InvalidCellException {
      numbers.encode(row, ordinal, cell);
      float weight = Platform.getFloat(cell.memory(), Platform.BYTE_ARRAY_OFFSET);
      if (!(weight >= 0) || weight == Float.POSITIVE_INFINITY) {
        throw new InvalidCellException(
            "the weight %s is not a finite number from 0".formatted(weight));
      }
    }
  }
}
