package io.dlpipelines.training;

import java.util.SplittableRandom;
import org.apache.spark.sql.catalyst.InternalRow;

/** Says of each row of a partition, in order, whether it is kept for validation. */
@FunctionalInterface
interface Splitter {

  boolean validatesWith(InternalRow row);

  /** Opens a split for a partition whose rows have the indicator, if any, at {@code ordinal}. */
  static Splitter open(ValidationSplit split, int partition, int ordinal) {
    if (split instanceof ValidationSplit.ByColumn) {
      return row -> !row.isNullAt(ordinal) && row.getBoolean(ordinal);
    }
    if (split instanceof ValidationSplit.ByFraction drawn) {
      SplittableRandom random =
          new SplittableRandom(new SplittableRandom(drawn.seed()).nextLong() + partition);
      return row -> random.nextDouble() < drawn.fraction();
    }
    return row -> false;
  }
}
