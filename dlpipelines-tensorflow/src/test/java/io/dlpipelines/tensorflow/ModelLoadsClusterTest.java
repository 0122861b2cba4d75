package io.dlpipelines.tensorflow;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What only executors in other JVMs show: what travels, and what is loaded there. */
class ModelLoadsClusterTest {
  private static final int EXECUTORS = 2;
  private static final int PARTITIONS = 16;
  private static final long ROWS = 4_000;

  @Test
  void anExecutorLoadsAModelOnce() throws Exception {
    try (SparkSession spark = LocalCluster.start(EXECUTORS)) {
      Dataset<Row> rows =
          spark
              .range(0, ROWS, 1, PARTITIONS)
              .selectExpr("id", "array(float(id), float(id * 2)) AS x");
      Dataset<Row> scored =
          new TFTransformer()
              .setGraph(Graphs.halfPlusTwo(2))
              .setInputMapping(Map.of("x", "x"))
              .setOutputMapping(Map.of("y", "y"))
              .setOutputMode("array")
              .setBatchSize(64)
              .transform(rows);
      assertThat(ScoredPlans.metric(scored, "numModelLoads"))
          .as("loads by %d tasks on %d executors", PARTITIONS, EXECUTORS)
          .isEqualTo(EXECUTORS);
      assertThat(ScoredPlans.metric(scored.filter("id >= 0"), "numModelLoads"))
          .as("loads by a second query with the same model")
          .isZero();
      List<Row> sums = scored.agg(expr("sum(y[0])"), expr("sum(y[1])")).collectAsList();
      double ids = ROWS * (ROWS - 1) / 2.0;
      assertThat(sums.get(0).getDouble(0)).isEqualTo(0.5 * ids + 2 * ROWS);
      assertThat(sums.get(0).getDouble(1)).isEqualTo(ids + 2 * ROWS);
    }
  }
}
