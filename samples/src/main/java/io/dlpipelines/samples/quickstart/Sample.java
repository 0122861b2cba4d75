package io.dlpipelines.samples.quickstart;

import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.scores.Columns;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The rows that the search looks at.
 *
 * @param rows features and number of the label
 * @param count how many rows
 * @param of how many rows it was drawn from
 */
record Sample(Dataset<Row> rows, long count, long of) implements AutoCloseable {

  /** Draws at random about the given number of rows, or takes all of them. */
  static Sample draw(FeatureTable features, long atMost, long seed) {
    double share = Math.min(1, (double) atMost / features.count());
    Dataset<Row> drawn = share == 1 ? features.rows() : features.rows().sample(false, share, seed);
    int tasks = drawn.sparkSession().sparkContext().defaultParallelism();
    Dataset<Row> rows =
        drawn
            .select(Columns.LABEL_INDEX, Columns.FEATURES)
            .coalesce(tasks)
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new Sample(rows, rows.count(), features.count());
  }

  String describe() {
    return count == of
        ? "all " + Numbers.count(of) + " training images"
        : "a sample of "
            + Numbers.count(count)
            + " of the "
            + Numbers.count(of)
            + " training images";
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
