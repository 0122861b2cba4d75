package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** Turns the values of one column into cells. One task uses one encoder, on one thread. */
public interface CellEncoder {

  /**
   * Encodes one value that is not null.
   *
   * @param row the row
   * @param ordinal the column's position in it
   * @param cell receives shape and elements; a view is valid as long as the row is
   * @throws InvalidCellException if the value cannot become a tensor
   */
  void encode(SpecializedGetters row, int ordinal, Cell cell) throws InvalidCellException;
}
