package io.dlpipelines.battery;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** Rows that take their time, so that a job on them can be killed in the middle. */
final class SlowRows {

  private static final int ROWS_BEFORE_STARTED = 6;
  private static final long PAUSE_MILLIS = 20;

  private static volatile CountDownLatch rowsToCome = new CountDownLatch(0);

  private SlowRows() {}

  /**
   * The same rows. From now on {@link #haveStarted} is false until some of them were read: call
   * this before the thread that reads them starts.
   */
  static Dataset<Row> of(Dataset<Row> data, String column) {
    rowsToCome = new CountDownLatch(ROWS_BEFORE_STARTED);
    UDF1<Object, Boolean> pause =
        value -> {
          rowsToCome.countDown();
          Thread.sleep(PAUSE_MILLIS);
          return true;
        };
    return data.filter(udf(pause, DataTypes.BooleanType).asNondeterministic().apply(col(column)));
  }

  static boolean haveStarted() {
    return rowsToCome.getCount() == 0;
  }
}
