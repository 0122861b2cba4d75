package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.CapturedLog;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.runtime.GpuProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks on GPUs of which {@code bin/gpu-discovery} tells Spark; devices of the CPU stand for them.
 */
@Timeout(300)
class GpuClusterTest {
  private static final String FOUR_CORES = "local-cluster[1,4,1024]";

  @Test
  void tasksComputeOnTheGpusThatSparkGaveThemAndShareTheirSessions(@TempDir Path folder)
      throws Exception {
    try (SparkSession spark = LocalCluster.start(1, twoGpusForFourTasks(folder))) {
      List<GpuProbe> probes = GpuProbe.ofTasks(spark, 16);
      assertThat(probes.stream().collect(groupingBy(GpuProbe::address, counting())))
          .as("tasks by address")
          .isEqualTo(Map.of("0", 8L, "1", 8L));
      assertThat(probes)
          .allSatisfy(
              probe ->
                  assertThat(probe.device())
                      .isEqualTo(
                          "/job:localhost/replica:0/task:0/device:CPU:"
                              + (Integer.parseInt(probe.address()) + 1)));

      List<Row> scored = scorer("gpu").transform(rows(spark)).collectAsList();
      assertThat(scored).isEqualTo(scorer("cpu").transform(rows(spark)).collectAsList());
      assertThat(scored).hasSize(4000);
      assertThat(GpuProbe.liveSessions(spark))
          .as("one for each GPU, one for the CPU")
          .containsExactly(3L);
      new ExecutorProcesses(spark, 1).assertNothingOpen();
    }
  }

  /** Without an amount of the application's own, tasks get GPUs only where a fit asks for them. */
  @Test
  void onlyTheTasksOfAFitAskForGpus(@TempDir Path folder) throws Exception {
    Map<String, String> settings = new HashMap<>(twoGpusForFourTasks(folder));
    settings.remove("spark.task.resource.gpu.amount");
    assertOnlyFitsHaveGpus(settings);
  }

  /** The application's executors have no GPUs; Spark starts one that has, for the fit. */
  @Test
  void anExecutorWithGpusIsStartedForAFit(@TempDir Path folder) throws Exception {
    assertOnlyFitsHaveGpus(executorsAsNeeded(folder));
  }

  @Test
  void fitsShareTheExecutorThatIsStarted(@TempDir Path folder) throws Exception {
    try (SparkSession spark = LocalCluster.start(1, executorsAsNeeded(folder))) {
      List<String> withGpus = new CopyOnWriteArrayList<>();
      spark
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onExecutorAdded(SparkListenerExecutorAdded added) {
                  if (added.executorInfo().resourceProfileId() != 0) {
                    withGpus.add(added.executorId());
                  }
                }
              });
      KerasClassifier classifier = classifier("again").setTaskGpuAmount(0.5);
      classifier.fit(digits(spark));
      classifier.fit(digits(spark));
      assertThat(withGpus).hasSize(1);
    }
  }

  private static void assertOnlyFitsHaveGpus(Map<String, String> settings) throws IOException {
    try (SparkSession spark = LocalCluster.start(1, settings)) {
      Dataset<Row> digits = digits(spark);
      KerasClassifier classifier = classifier("fitted").setDevice("gpu");
      assertThatThrownBy(() -> classifier.fit(digits))
          .hasStackTraceContaining("Spark gave the task no GPU; TensorFlow finds 2 virtual GPUs");
      KerasClassificationModel fitted = classifier.setTaskGpuAmount(0.5).fit(digits);
      KerasClassificationModel expected = classifier("expected").setDevice("cpu").fit(digits);
      assertThat(weights(fitted)).isEqualTo(weights(expected));
      assertThat(fitted.transform(digits).collectAsList())
          .as("scored by tasks without a GPU")
          .isEqualTo(expected.transform(digits).collectAsList());
    }
  }

  @Test
  void moreGpusThanAnExecutorHasAreRefusedBeforeARowIsRead(@TempDir Path folder) throws Exception {
    try (SparkSession spark = LocalCluster.start(1, twoGpusForFourTasks(folder))) {
      Dataset<Row> unreadable =
          spark.sql("SELECT array(1f, 2f) AS features, double(raise_error('read')) AS label");
      KerasClassifier classifier = classifier("asking").setTaskGpuAmount(3);
      assertThatThrownBy(() -> classifier.fit(unreadable))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "KerasClassifier asking: taskGpuAmount is 3.0, and executors have fewer GPUs; there"
                  + " is spark.executor.resource.gpu.amount=2. Give executors as many, and a"
                  + " discoveryScript; or let Spark start some for the training, with"
                  + " spark.dynamicAllocation.enabled; or lower taskGpuAmount.");
    }
  }

  /** The worker has two GPUs. */
  @Test
  void aFitThatWaitsForGpusSaysSo(@TempDir Path folder) throws Exception {
    Map<String, String> settings = executorsAsNeeded(folder);
    settings.put("spark.starvation.timeout", "250ms");
    try (SparkSession spark = LocalCluster.start(1, settings);
        CapturedLog log = CapturedLog.warnings("io.dlpipelines.training.GpuWait")) {
      KerasClassifier classifier = classifier("waiting").setTaskGpuAmount(3);
      CompletableFuture<?> fit = CompletableFuture.runAsync(() -> classifier.fit(digits(spark)));
      while (log.messages().isEmpty() && !fit.isDone()) {
        Thread.sleep(50);
      }
      assertThat(log.messages())
          .containsExactly(
              "A training has waited 1 s for an executor that gives it 3.0 GPUs (taskGpuAmount),"
                  + " and goes on waiting. If no other task has them, the cluster has no room for"
                  + " an executor with GPUs beside the application's others, which keep the rows to"
                  + " train on: add machines, or lower spark.dynamicAllocation.maxExecutors,"
                  + " spark.executor.cores, spark.executor.memory or taskGpuAmount.");
      assertThat(fit).isNotDone();
      spark.sparkContext().cancelAllJobs();
      assertThatThrownBy(fit::join).hasStackTraceContaining("cancelled");
    }
  }

  @Test
  void whatSparkDidNotGiveIsNotTaken() throws Exception {
    Map<String, String> seenButNotScheduled = Map.of("spark.dlpipelines.virtualGpus", "2");
    try (SparkSession spark = LocalCluster.start(1, seenButNotScheduled)) {
      Dataset<Row> onGpu = scorer("gpu").transform(rows(spark));
      assertThatThrownBy(onGpu::collectAsList)
          .hasStackTraceContaining(
              "device is gpu, and this task has none to compute on: Spark gave the task no GPU;"
                  + " TensorFlow finds 2 virtual GPUs. Ask Spark for one: set"
                  + " spark.executor.resource.gpu.amount");
      assertThat(scorer("auto").transform(rows(spark)).collectAsList())
          .isEqualTo(scorer("cpu").transform(rows(spark)).collectAsList());
    }
  }

  private static Map<String, String> twoGpusForFourTasks(Path folder) throws IOException {
    Path discovery = Path.of("..", "bin", "gpu-discovery").toAbsolutePath().normalize();
    Path script =
        Files.createFile(
            folder.resolve("two-gpus"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(
        script, "#!/bin/sh\nDLPIPELINES_VIRTUAL_GPUS=2 exec '%s'\n".formatted(discovery));
    return Map.of(
        "spark.master", FOUR_CORES,
        "spark.worker.resource.gpu.amount", "2",
        "spark.worker.resource.gpu.discoveryScript", script.toString(),
        "spark.executor.resource.gpu.amount", "2",
        "spark.task.resource.gpu.amount", "0.5",
        "spark.dlpipelines.virtualGpus", "2");
  }

  /** Of two workers of one core, one is left for an executor with GPUs. */
  private static Map<String, String> executorsAsNeeded(Path folder) throws IOException {
    Map<String, String> settings = new HashMap<>(twoGpusForFourTasks(folder));
    settings.keySet().removeIf(key -> key.matches("spark\\.(executor|task)\\.resource.*"));
    settings.put("spark.master", "local-cluster[2,1,1024]");
    settings.put("spark.dynamicAllocation.enabled", "true");
    settings.put("spark.dynamicAllocation.initialExecutors", "1");
    settings.put("spark.dynamicAllocation.maxExecutors", "1");
    return settings;
  }

  private static Dataset<Row> digits(SparkSession spark) {
    return spark.sql(
        "SELECT array(float(id % 5), float(id % 3)) AS features, double(id % 2) AS label"
            + " FROM range(0, 60, 1, 4)");
  }

  private static KerasClassifier classifier(String uid) {
    return new KerasClassifier(uid)
        .setModel(KerasModel.sequential(input(2), dense(2).activation("softmax")).withSeed(1))
        .setEpochs(2)
        .setSeed(1);
  }

  private static Object weights(KerasClassificationModel model) {
    return model.getModel().weights();
  }

  private static TFTransformer scorer(String device) {
    return new TFTransformer()
        .setGraph(Graphs.halfPlusTwo(2))
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "y"))
        .setBatchSize(16)
        .setDevice(device);
  }

  private static Dataset<Row> rows(SparkSession spark) {
    return spark.range(0, 4000, 1, 40).selectExpr("id", "array(float(id), float(id * 2)) AS x");
  }
}
