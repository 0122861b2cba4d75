package io.dlpipelines.benchmarks;

import io.dlpipelines.image.DeepImageFeaturizer;
import io.dlpipelines.image.zoo.NamedNetwork;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.EpochResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A device on which {@code DeepImageFeaturizer} scores with ResNet50 (random weights) and {@code
 * KerasClassifier} trains a convolutional network on rows like MNIST's, each next to a plain
 * TensorFlow loop with the same graph and batch on the same device. With a GPU also how busy it is.
 */
public final class GpuThroughput {
  private static final int SIZE = 224;
  private static final int RUNS = 5;
  private static final int TRAINING_BATCH = 128;
  private static final int PARTITIONS = 8;

  private final SparkSession spark;
  private final String device;

  private GpuThroughput(SparkSession spark, String device) {
    this.spark = spark;
    this.device = device;
  }

  /**
   * Runs the comparison and prints a table.
   *
   * @param arguments the device ({@code gpu} or {@code cpu}), images of a run, images of a batch
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    String device = arguments.length > 0 ? arguments[0] : "gpu";
    int images = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8192;
    int batch = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 128;
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.log.level", "ERROR")
            .getOrCreate()) {
      GpuThroughput throughput = new GpuThroughput(spark, device);
      throughput.score(images, batch);
      throughput.train();
    }
  }

  private void score(int images, int batch) throws IOException {
    KerasModel network = NamedNetwork.RESNET50.variant().model().withSeed(1);
    Path weights = Files.createTempFile("resnet50", ".h5");
    Path frozen = Files.createTempFile("resnet50", ".pb");
    Files.delete(weights);
    Files.delete(frozen);
    try {
      network.save(weights.toString());
      TFInputGraph.fromKeras(network.upTo("avg_pool")).saveGraphDef(frozen.toString());
      compare(images, batch, weights, frozen);
    } finally {
      Files.deleteIfExists(weights);
      Files.deleteIfExists(frozen);
    }
  }

  private void compare(int images, int batch, Path weights, Path frozen) throws IOException {
    Dataset<Row> rows = images(images);
    DeepImageFeaturizer featurizer =
        new DeepImageFeaturizer()
            .setModelName("ResNet50")
            .setWeightsPath(weights.toString())
            .setInputCol("image")
            .setOutputCol("features")
            .setDevice(device)
            .setBatchSize(batch);
    Dataset<Row> scored = featurizer.transform(rows);
    double[] loop = new double[RUNS];
    double[] stage = new double[RUNS];
    double[] busy = new double[RUNS];
    try (PlainScoring plain = PlainScoring.open(frozen, batch, SIZE);
        GpuUse use = device.equals("gpu") ? GpuUse.watch() : null) {
      for (int run = -1; run < RUNS; run++) {
        double looped = plain.imagesPerSecond(images);
        if (use != null) {
          use.percent();
        }
        long start = System.nanoTime();
        scored.write().format("noop").mode("overwrite").save();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (run >= 0) {
          loop[run] = looped;
          stage[run] = images / seconds;
          busy[run] = use == null ? Double.NaN : use.percent();
        }
      }
    }
    line("ResNet50 features, batch " + batch, "images/s", loop, stage);
    if (!Double.isNaN(busy[0])) {
      System.out.printf("GPU busy while scoring: %.0f %%%n", median(busy));
    }
  }

  private void train() {
    int rows = device.equals("gpu") ? 60_000 : 6_000;
    TrainingData data = TrainingData.random(rows);
    double[] loop = new double[RUNS];
    try (PlainTraining plain = PlainTraining.convolutional(1)) {
      plain.rowsPerSecond(data.features(), data.labels(), TRAINING_BATCH, 1);
      for (int run = 0; run < RUNS; run++) {
        loop[run] = plain.rowsPerSecond(data.features(), data.labels(), TRAINING_BATCH, 1);
      }
    }
    double[] fitted =
        new KerasClassifier()
                .setModel(TrainingData.convolutional())
                .setMetrics()
                .setDevice(device)
                .setBatchSize(TRAINING_BATCH)
                .setEpochs(RUNS + 1)
                .fit(data.rows(spark))
                .summary()
                .epochs()
                .stream()
                .skip(1)
                .mapToDouble(EpochResult::rowsPerSecond)
                .toArray();
    line("training, batch " + TRAINING_BATCH, "rows/s", loop, fitted);
  }

  private Dataset<Row> images(int count) {
    Dataset<Row> rows =
        spark
            .range(0, count, 1, PARTITIONS)
            .selectExpr(
                "named_struct('origin', '', 'height', %1$d, 'width', %1$d, 'nChannels', 3, 'mode',"
                        .formatted(SIZE)
                    + " 16, 'data', cast(repeat(char(id %% 128), %d) AS binary)) AS image"
                        .formatted(SIZE * SIZE * 3))
            .cache();
    rows.count();
    return rows;
  }

  private static void line(String name, String unit, double[] loop, double[] stage) {
    System.out.printf(
        "%-32s loop %8.0f %s, here %8.0f %s, ratio %.2f (%.2f-%.2f)%n",
        name,
        median(loop),
        unit,
        median(stage),
        unit,
        median(stage) / median(loop),
        Arrays.stream(stage).min().orElseThrow() / median(loop),
        Arrays.stream(stage).max().orElseThrow() / median(loop));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
