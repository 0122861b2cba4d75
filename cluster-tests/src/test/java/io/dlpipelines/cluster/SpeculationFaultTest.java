package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.persist.LocalDisk;
import io.dlpipelines.tensorflow.ExecutorProcesses;
import io.dlpipelines.tensorflow.KerasClassificationModel;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.LocalCluster;
import io.dlpipelines.tensorflow.TFTransformer;
import io.dlpipelines.tensorflow.TaskEnds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that are slow are started a second time, and the slower of the two is killed. */
@Timeout(600)
class SpeculationFaultTest {
  private static final Map<String, String> SPECULATION =
      Map.of(
          "spark.speculation", "true",
          "spark.speculation.interval", "50ms",
          "spark.speculation.quantile", "0.5",
          "spark.speculation.multiplier", "1.1",
          "spark.speculation.minTaskRuntime", "50ms",
          "spark.speculation.efficiency.enabled", "false");

  /** Spark gives a second attempt to another host only. */
  private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");

  private static final ScratchFolders WORKERS =
      new ScratchFolders(Path.of("target", "spark", "local").toAbsolutePath());

  private static StandaloneCluster cluster;
  private static ScratchFolders scratch;
  private static SparkSession spark;
  private static ExecutorProcesses executors;

  @BeforeAll
  static void start() throws IOException {
    scratch = ScratchFolders.make("speculation");
    cluster = StandaloneCluster.start(HOSTS);
    Map<String, String> settings = new HashMap<>(scratch.with(SPECULATION));
    settings.put("spark.master", cluster.url());
    spark = LocalCluster.start(HOSTS.size(), settings);
    executors = new ExecutorProcesses(spark, HOSTS.size());
  }

  @AfterEach
  void nothingStaysOpen() throws Exception {
    executors.assertNothingOpen();
    scratch.assertNothingOfOursIsLeft();
    WORKERS.assertNothingOfOursIsLeft();
  }

  /** What a killed executor leaves on its disk goes with the application. */
  @AfterAll
  static void stop() {
    Path left = Path.of(leftOnDisk());
    assertThat(left).exists();
    executors.all().values().forEach(ExecutorProcesses::kill);
    spark.stop();
    Waiting.until(() -> true, () -> !Files.exists(left), "the end of " + left);
    executors.assertAllEnded();
    cluster.close();
  }

  private static String leftOnDisk() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(0), 1)
        .map(task -> Files.createFile(LocalDisk.roomiest().path().resolve("left")).toString())
        .first();
  }

  @Test
  void aTaskKilledWhileItScoresHurtsNoOther() throws InterruptedException {
    TFTransformer scorer = Scoring.scorer(Scoring.times(2, 0)).setBatchSize(10);
    Dataset<Row> rows = Scoring.rows(spark, 8000, 8);
    List<Row> undisturbed = scorer.transform(rows).collectAsList();
    try (TaskEnds tasks = TaskEnds.of(spark)) {
      Dataset<Row> stuck = SlowRows.stuckOnceAt(500, rows, "x");
      for (int round = 0; round < 3; round++) {
        assertThat(scorer.transform(stuck).collectAsList()).isEqualTo(undisturbed);
      }
      tasks.awaitKilled(3);
    }
  }

  @Test
  void aTaskKilledWhileItEncodesHurtsNoOther() throws InterruptedException {
    Dataset<Row> rows = Training.rows(spark, 600, 6);
    KerasClassifier classifier = Training.classifier(3);
    KerasClassificationModel undisturbed = classifier.fit(rows);
    try (TaskEnds tasks = TaskEnds.of(spark)) {
      KerasClassificationModel disturbed = classifier.fit(SlowRows.stuckOnceAt(300, rows, "label"));
      assertThat(Training.weights(disturbed)).isEqualTo(Training.weights(undisturbed));
      tasks.awaitKilled(1);
    }
  }

  /** The long training runs twice at once, and both attempts write the same checkpoints. */
  @Test
  void twoAttemptsAtOneTrainingGiveOneResult(@TempDir Path checkpoints)
      throws InterruptedException {
    Dataset<Row> rows = Training.rows(spark, 90, 2);
    KerasClassifier classifier = Training.classifier(2);
    List<KerasClassificationModel> undisturbed =
        List.of(Training.classifier(2).fit(rows), Training.classifier(1000).fit(rows));
    try (TaskEnds tasks = TaskEnds.of(spark)) {
      classifier.setCheckpointDir(checkpoints.toString());
      List<KerasClassificationModel> disturbed =
          Training.fitAll(classifier, rows, classifier.epochs(), 2, 2, 2, 1000);
      tasks.awaitKilled(1);
      assertThat(Training.allWeights(List.of(disturbed.get(0), disturbed.get(3))))
          .isEqualTo(Training.allWeights(undisturbed));
      assertThat(Training.metrics(disturbed.get(3)))
          .isEqualTo(Training.metrics(undisturbed.get(1)))
          .hasSize(1000);
    }
  }
}
