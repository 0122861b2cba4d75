package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dropout;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.CapturedLog;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.DoubleStream;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.jdk.javaapi.CollectionConverters;

/** Trains on executors in JVMs of their own. */
@Timeout(300)
class TrainingClusterTest {
  private static final int EXECUTORS = 2;
  private static final double[] RATES = {0.1, 0.03, 0.01, 0.003, 0.001, 0.0003};
  private static final int FOLDS = 2;
  private static final int PARTITIONS = 4;
  private static final int CLASSES = 3;
  private static final int ROWS = 3000;

  private final KerasClassifier stage =
      new KerasClassifier()
          .setModel(
              KerasModel.sequential(
                      input(2),
                      dense(8).activation("tanh"),
                      dropout(0.2),
                      dense(CLASSES).activation("softmax"))
                  .withSeed(1))
          .setBatchSize(8)
          .setEpochs(3)
          .setSeed(1)
          .setIntraOpParallelism(1);

  private static List<KerasClassificationModel> inOneProcess;
  private static SparkSession spark;
  private static ExecutorProcesses executors;

  @BeforeAll
  static void start() throws IOException {
    try (SparkSession local =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "WARN")
            .getOrCreate()) {
      inOneProcess = new TrainingClusterTest().fit(local);
    }
    spark = LocalCluster.start(EXECUTORS);
    executors = new ExecutorProcesses(spark, EXECUTORS);
  }

  @AfterAll
  static void stop() throws IOException {
    spark.close();
  }

  @BeforeEach
  void allExecutorsAreUp() {
    executors.all();
  }

  private ParamMap[] rates(int count) {
    return DoubleStream.of(RATES)
        .limit(count)
        .mapToObj(rate -> new ParamMap().put(stage.learningRate(), (Object) rate))
        .toArray(ParamMap[]::new);
  }

  private List<KerasClassificationModel> fit(SparkSession spark) {
    return CollectionConverters.asJava(
        stage.fit(
            Points.threeClasses(spark, 90),
            CollectionConverters.asScala(List.of(rates(4))).toSeq()));
  }

  @Test
  void executorsTrainWhatOneProcessTrains() {
    TrainingJobs jobs = TrainingJobs.of(spark);
    try (jobs) {
      assertThat(fit(spark))
          .extracting(model -> model.getModel().weights())
          .isEqualTo(inOneProcess.stream().map(model -> model.getModel().weights()).toList());
    }
    assertThat(jobs.trainers()).hasSize(EXECUTORS);
  }

  @Test
  void theDriverTellsEpochs() throws Exception {
    Dataset<Row> rows = Points.threeClasses(spark, 600);
    int epochs = 300;
    try (CapturedLog log = CapturedLog.infos("io.dlpipelines.training.TrainingProgress")) {
      CompletableFuture<?> fit =
          CompletableFuture.runAsync(() -> stage.setEpochs(epochs).fit(rows));
      while (log.messages().isEmpty() && !fit.isDone()) {
        Thread.sleep(5);
      }
      assertThat(fit).as("a fit of which an epoch was told").isNotDone();
      fit.join();
      assertThat(log.messages())
          .hasSize(epochs)
          .first()
          .asString()
          .startsWith(stage.uid() + ": epoch 1 of 300: loss ");
      assertThat(log.messages()).last().asString().contains(": epoch 300 of 300: ");
    }
  }

  @Test
  void shufflesDoNotGrowWithTheGrid() {
    TrainingJobs two = search(2);
    TrainingJobs six = search(6);

    assertThat(two.trainings()).isEqualTo(FOLDS * 2 + 1);
    assertThat(six.trainings()).isEqualTo(FOLDS * 6 + 1);
    assertThat(two.encodings()).isEqualTo(FOLDS + 1);
    assertThat(six.encodings()).isEqualTo(FOLDS + 1);
    assertThat(six.trainers()).hasSize(EXECUTORS);
    assertThat(two.shuffledRecords()).isGreaterThanOrEqualTo(ROWS);
    assertThat(six.shuffledRecords() - two.shuffledRecords())
        .as("each partition tells the evaluator how often it saw which class for which")
        .isLessThanOrEqualTo(FOLDS * (6 - 2) * PARTITIONS * CLASSES * CLASSES);
  }

  private TrainingJobs search(int points) {
    Dataset<Row> rows =
        Points.threeClasses(spark, ROWS)
            .withColumn("not the other search's", lit(points))
            .repartition(PARTITIONS, col("id"));
    TrainingJobs jobs = TrainingJobs.of(spark);
    try (jobs) {
      new CrossValidator()
          .setEstimator(stage)
          .setEstimatorParamMaps(rates(points))
          .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
          .setNumFolds(FOLDS)
          .setParallelism(2)
          .fit(rows);
    }
    return jobs;
  }

  @Test
  void aTrainingOutlivesItsExecutor() throws Exception {
    Dataset<Row> rows = Points.threeClasses(spark, 300);
    stage.setEpochs(100);
    KerasClassificationModel undisturbed = stage.fit(rows);
    Map<String, ProcessHandle> processes = executors.all();
    TrainingJobs jobs = TrainingJobs.of(spark);
    try (jobs) {
      CompletableFuture<KerasClassificationModel> disturbed =
          CompletableFuture.supplyAsync(() -> stage.fit(rows));
      while (jobs.trainers().isEmpty()) {
        Thread.sleep(5);
      }
      String trainer = jobs.trainers().iterator().next();
      ExecutorProcesses.kill(processes.get(trainer));
      assertThat(disturbed).succeedsWithin(Duration.ofMinutes(2));
      assertThat(disturbed.join().getModel().weights()).isEqualTo(undisturbed.getModel().weights());
    }
    assertThat(jobs.trainers()).as("the executor that was killed, and another").hasSize(2);
  }
}
