package io.dlpipelines.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/** The same rows, with a column of doubles that is slow to come by. */
final class SlowRows {
  private static final long FOR_EVER_MILLIS = 600_000;

  private SlowRows() {}

  /** Each row takes a while. */
  static Dataset<Row> each(Dataset<Row> rows, String column, long millis) {
    UDF1<Double, Double> slowly =
        value -> {
          Thread.sleep(millis);
          return value;
        };
    return rows.withColumn(column, udf(slowly, DataTypes.DoubleType).apply(col(column)));
  }

  /** The first attempt to compute one row, told by the column {@code id}, never ends. */
  static Dataset<Row> stuckOnceAt(long id, Dataset<Row> rows, String column) {
    UDF2<Long, Double, Double> stuck =
        (each, value) -> {
          if (each == id && TaskContext.get().attemptNumber() == 0) {
            Thread.sleep(FOR_EVER_MILLIS);
          }
          return value;
        };
    return rows.withColumn(column, udf(stuck, DataTypes.DoubleType).apply(col("id"), col(column)));
  }
}
