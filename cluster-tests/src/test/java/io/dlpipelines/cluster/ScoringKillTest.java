package io.dlpipelines.cluster;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.tensorflow.ExecutorProcesses;
import io.dlpipelines.tensorflow.LocalCluster;
import io.dlpipelines.tensorflow.TaskEnds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors and jobs are killed while they score. */
@Timeout(600)
class ScoringKillTest {
  private static final int EXECUTORS = 2;

  private static ScratchFolders scratch;
  private static SparkSession spark;
  private static ExecutorProcesses executors;

  @BeforeAll
  static void start() throws IOException {
    scratch = ScratchFolders.make("scoring");
    spark = LocalCluster.start(EXECUTORS, scratch.with(Map.of()));
    executors = new ExecutorProcesses(spark, EXECUTORS);
  }

  @AfterEach
  void nothingStaysOpen() throws Exception {
    executors.assertNothingOpenBut(1);
    scratch.assertNothingOfOursIsLeft();
  }

  @AfterAll
  static void stop() throws IOException {
    spark.stop();
    executors.assertAllEnded();
    scratch.assertNothingOfOursIsLeft();
  }

  @Test
  void eachImageIsWrittenOnceWhereAnExecutorDies(@TempDir Path folder) throws Exception {
    int count = 3000;
    Path images = Path.of("target", "scored-images").toAbsolutePath();
    FileUtil.fullyDelete(images.toFile());
    ColouredImages.arrive(images, 0, count);
    Dataset<Row> paths =
        spark
            .createDataset(ColouredImages.paths(images, 0, count), Encoders.STRING())
            .toDF("path")
            .repartition(30, col("path"));
    String scored = folder.resolve("scored").toString();
    Map<String, ProcessHandle> processes = executors.all();
    try (TaskEnds tasks = TaskEnds.of(spark)) {
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> ColouredImages.scorer("path").transform(paths).write().parquet(scored));
      ExecutorProcesses.kill(processes.get(tasks.busyExecutor(6)));
      assertThat(writing).succeedsWithin(Duration.ofMinutes(4));
      assertThat(tasks.lost()).as("tasks whose executor died").isPositive();
    }
    List<Vector> colours =
        spark.read().parquet(scored).orderBy("path").collectAsList().stream()
            .map(row -> row.<Vector>getAs("colour"))
            .toList();
    assertThat(colours)
        .isEqualTo(IntStream.range(0, count).mapToObj(ColouredImages::colour).toList());
  }

  @Test
  void aModelScoresAgainWhereItsJobWasCancelled() throws Exception {
    Dataset<Row> scored =
        Scoring.scorer(Scoring.times(2, 0)).transform(Scoring.rows(spark, 40_000, 40));
    Map<String, ProcessHandle> before = executors.all();
    List<Row> undisturbed = scored.collectAsList();
    for (int moment = 1; moment <= 5; moment++) {
      try (TaskEnds tasks = TaskEnds.of(spark)) {
        CompletableFuture<List<Row>> cancelled =
            CompletableFuture.supplyAsync(
                () -> {
                  spark.sparkContext().setJobGroup("cancelled", "to be cancelled", true);
                  try {
                    return scored.collectAsList();
                  } finally {
                    spark.sparkContext().clearJobGroup();
                  }
                });
        tasks.busyExecutor(3 * moment);
        spark.sparkContext().cancelJobGroup("cancelled");
        assertThat(cancelled).failsWithin(Duration.ofMinutes(1));
      }
      assertThat(scored.collectAsList()).isEqualTo(undisturbed);
    }
    assertThat(executors.all()).isEqualTo(before);
  }
}
