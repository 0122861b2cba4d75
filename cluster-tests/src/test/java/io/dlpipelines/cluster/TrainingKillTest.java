package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.CapturedLog;
import io.dlpipelines.tensorflow.ExecutorProcesses;
import io.dlpipelines.tensorflow.KerasClassificationModel;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.LocalCluster;
import io.dlpipelines.tensorflow.TaskEnds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An executor is killed while it encodes rows or trains on them. */
@Timeout(600)
class TrainingKillTest {
  private static final int EXECUTORS = 2;
  private static final int EPOCHS = 400;
  private static final Object[] RATES = {0.1, 0.03, 0.01, 0.003};

  private static ScratchFolders scratch;
  private static SparkSession spark;
  private static ExecutorProcesses executors;

  @BeforeAll
  static void start() throws IOException {
    scratch = ScratchFolders.make("training");
    spark = LocalCluster.start(EXECUTORS, scratch.with(Map.of()));
    executors = new ExecutorProcesses(spark, EXECUTORS);
  }

  @AfterEach
  void nothingStaysOpen() throws Exception {
    executors.assertNothingOpen();
  }

  @AfterAll
  static void stop() throws IOException {
    spark.stop();
    executors.assertAllEnded();
    scratch.assertNothingOfOursIsLeft();
  }

  @Test
  void aTrainingGoesOnFromItsCheckpoint(@TempDir Path checkpoints) throws Exception {
    Dataset<Row> rows = Training.rows(spark, 300, 2);
    KerasClassifier classifier = Training.classifier(EPOCHS);
    KerasClassificationModel undisturbed = classifier.fit(rows);
    KerasClassifier saving = classifier.copy(classifier.extractParamMap());
    saving.setCheckpointDir(checkpoints.toString());
    try (CapturedLog log = CapturedLog.infos("io.dlpipelines.training.TrainingProgress");
        TaskEnds tasks = TaskEnds.of(spark)) {
      KerasClassificationModel disturbed =
          killing(
              tasks,
              () -> saving.fit(rows),
              () -> TaskEnds.await(() -> log.messages().size() > 5, "epochs"));

      assertThat(Training.weights(disturbed)).isEqualTo(Training.weights(undisturbed));
      assertThat(Training.metrics(disturbed))
          .isEqualTo(Training.metrics(undisturbed))
          .hasSize(EPOCHS);
      assertThat(log.messages())
          .as("it does not begin anew")
          .filteredOn(line -> line.contains(": epoch 1 of "))
          .hasSize(1);
    }
  }

  @Test
  void rowsThatWereBeingEncodedAreEncodedAgain() throws Exception {
    Dataset<Row> rows = Training.rows(spark, 600, 6);
    KerasClassifier classifier = Training.classifier(3);
    KerasClassificationModel undisturbed = classifier.fit(rows);
    Dataset<Row> slow = SlowRows.each(rows, "label", 10);
    try (TaskEnds tasks = TaskEnds.of(spark)) {
      KerasClassificationModel disturbed =
          killing(
              tasks,
              () -> classifier.fit(slow),
              () -> TaskEnds.await(() -> tasks.done() >= 3, "encoded partitions"));

      assertThat(Training.weights(disturbed)).isEqualTo(Training.weights(undisturbed));
    }
  }

  @Test
  void fitsOfOneJobAreAllThere() throws Exception {
    Dataset<Row> rows = Training.rows(spark, 240, 2);
    KerasClassifier classifier = Training.classifier(150);
    List<KerasClassificationModel> undisturbed =
        Training.fitAll(classifier, rows, classifier.learningRate(), RATES);
    try (TaskEnds tasks = TaskEnds.of(spark)) {
      List<KerasClassificationModel> disturbed =
          killing(
              tasks,
              () -> Training.fitAll(classifier, rows, classifier.learningRate(), RATES),
              () -> TaskEnds.await(() -> tasks.done() >= 2, "trainings"));

      assertThat(Training.allWeights(disturbed)).isEqualTo(Training.allWeights(undisturbed));
    }
  }

  private interface Moment {
    void await() throws InterruptedException;
  }

  /** Runs a fit, and kills an executor with a task of it when the moment has come. */
  private static <T> T killing(TaskEnds tasks, Supplier<T> fit, Moment moment) throws Exception {
    Map<String, ProcessHandle> processes = executors.all();
    int before = tasks.lost();
    CompletableFuture<T> result = CompletableFuture.supplyAsync(fit);
    moment.await();
    ExecutorProcesses.kill(processes.get(tasks.busyExecutor(0)));
    assertThat(result).succeedsWithin(Duration.ofMinutes(4));
    assertThat(tasks.lost()).as("tasks whose executor died").isGreaterThan(before);
    return result.join();
  }
}
