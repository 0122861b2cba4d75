package io.dlpipelines.training;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** Columns of decimals, which labels and weights may be; they are read as doubles. */
public final class DecimalColumns {

  private DecimalColumns() {}

  /**
   * The type that a column is read as.
   *
   * @param column the column's type
   * @return doubles in the place of decimals, in arrays too
   */
  public static DataType asDoubles(DataType column) {
    if (column instanceof DecimalType) {
      return DataTypes.DoubleType;
    }
    return column instanceof ArrayType array
        ? new ArrayType(asDoubles(array.elementType()), array.containsNull())
        : column;
  }
}
