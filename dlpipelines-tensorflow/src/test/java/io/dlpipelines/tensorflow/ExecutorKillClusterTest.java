package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An executor dies while it scores. More faults are tried by the module cluster-tests. */
@Timeout(120)
class ExecutorKillClusterTest {
  private static final int EXECUTORS = 2;
  private static final int PARTITIONS = 40;

  @Test
  void noRowIsLostOrScoredTwiceWhereAnExecutorDies() throws Exception {
    try (SparkSession spark = LocalCluster.start(EXECUTORS)) {
      ExecutorProcesses executors = new ExecutorProcesses(spark, EXECUTORS);
      Map<String, ProcessHandle> processes = executors.all();
      Dataset<Row> scored =
          new TFTransformer()
              .setGraph(Graphs.halfPlusTwo(2))
              .setInputMapping(Map.of("x", "x"))
              .setOutputMapping(Map.of("y", "y"))
              .setBatchSize(1)
              .transform(
                  spark
                      .range(0, 40_000, 1, PARTITIONS)
                      .selectExpr("id", "array(float(id), float(id * 2)) AS x"));
      List<Row> undisturbed = scored.collectAsList();

      try (TaskEnds tasks = TaskEnds.of(spark)) {
        CompletableFuture<List<Row>> disturbed =
            CompletableFuture.supplyAsync(scored::collectAsList);
        ExecutorProcesses.kill(processes.get(tasks.busyExecutor(6)));
        assertThat(disturbed).succeedsWithin(Duration.ofMinutes(1));
        assertThat(disturbed.join()).isEqualTo(undisturbed);
        assertThat(tasks.lost()).as("tasks whose executor died").isPositive();
      }
      executors.assertNothingOpen();
      spark.stop();
      executors.assertAllEnded();
    }
  }
}
