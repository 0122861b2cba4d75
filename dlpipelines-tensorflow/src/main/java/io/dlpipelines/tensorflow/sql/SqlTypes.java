package io.dlpipelines.tensorflow.sql;

import org.apache.spark.sql.catalyst.expressions.Cast$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** SQL reads 0.5 as a decimal, and models know no decimals. */
final class SqlTypes {

  private SqlTypes() {}

  static Expression withoutDecimals(Expression value) {
    DataType type = withoutDecimals(value.dataType());
    return type.equals(value.dataType()) ? value : Cast$.MODULE$.apply(value, type, true);
  }

  private static DataType withoutDecimals(DataType type) {
    if (type instanceof ArrayType array) {
      return new ArrayType(withoutDecimals(array.elementType()), array.containsNull());
    }
    return type instanceof DecimalType ? DataTypes.DoubleType : type;
  }
}
