package io.dlpipelines.tensorflow.sql;

import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** ML vectors as arrays, which SQL can look into. Public only because generated code calls it. */
public final class VectorArrays {
  private static final byte SPARSE = 0;

  private VectorArrays() {}

  /** Makes a vector an array of doubles, and leaves other expressions as they are. */
  static Expression arrayOf(Expression column) {
    return column.dataType().equals(SQLDataTypes.VectorType())
        ? new StaticInvoke(
            VectorArrays.class,
            DataTypes.createArrayType(DataTypes.DoubleType, false),
            "toArray",
            CollectionConverters.asScala(List.of(column)).toSeq(),
            CollectionConverters.asScala(List.<AbstractDataType>of()).toSeq(),
            true,
            true,
            true,
            Option.empty())
        : column;
  }

  /**
   * The values of a vector.
   *
   * @param row the vector in Spark's internal form, a row of type, size, indices and values: an
   *     object, since Spark finds methods for values of user-defined types so
   * @return all values, zeros included
   */
  public static ArrayData toArray(Object row) {
    InternalRow vector = (InternalRow) row;
    ArrayData values = vector.getArray(3);
    if (vector.getByte(0) != SPARSE) {
      return values;
    }
    double[] all = new double[vector.getInt(1)];
    ArrayData indices = vector.getArray(2);
    for (int i = 0; i < indices.numElements(); i++) {
      all[indices.getInt(i)] = values.getDouble(i);
    }
    return new GenericArrayData(all);
  }
}
