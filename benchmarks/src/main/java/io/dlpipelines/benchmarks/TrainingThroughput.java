package io.dlpipelines.benchmarks;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;

import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.EpochResult;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * A fit of {@code KerasClassifier}, epoch by epoch, next to a plain TensorFlow loop with the same
 * network, optimizer, batch and threads over rows in memory. Rows are as large as MNIST's.
 */
public final class TrainingThroughput {
  private static final int BATCH = 128;
  private static final int THREADS = 2;
  private static final int RUNS = 5;

  private TrainingThroughput() {}

  /**
   * Runs the comparison and prints a table.
   *
   * @param arguments the class path of Deeplearning4j's program
   * @throws IOException if that cannot be started
   */
  public static void main(String[] arguments) throws IOException {
    Map<String, Double> peer = new HashMap<>();
    Peer.run(arguments[0], "Dl4jTraining", List.of(Integer.toString(BATCH), "2"))
        .forEach(fields -> peer.put(fields[0], Double.parseDouble(fields[1])));
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + THREADS + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.log.level", "ERROR")
            .getOrCreate();
    System.out.printf(
        "batch %d, Adam, %d threads; rows/s, median of %d epochs%n", BATCH, THREADS, RUNS);
    System.out.printf(
        "%-16s %12s %16s %8s %8s %8s%n",
        "", "plain loop", "KerasClassifier", "ratio", "DL4J", "ratio");
    compare(
        spark,
        "dense",
        60_000,
        KerasModel.sequential(
            input(TrainingData.PIXELS),
            dense(512).activation("relu"),
            dense(10).activation("softmax")),
        PlainTraining.dense(THREADS),
        peer);
    compare(
        spark,
        "convolutions",
        12_000,
        TrainingData.convolutional(),
        PlainTraining.convolutional(THREADS),
        peer);
    spark.stop();
  }

  private static void compare(
      SparkSession spark,
      String name,
      int rows,
      KerasModel network,
      PlainTraining plain,
      Map<String, Double> peer) {
    TrainingData data = TrainingData.random(rows);
    double[] loop = new double[RUNS];
    try (plain) {
      plain.rowsPerSecond(data.features(), data.labels(), BATCH, 1);
      for (int run = 0; run < RUNS; run++) {
        loop[run] = plain.rowsPerSecond(data.features(), data.labels(), BATCH, 1);
      }
    }
    List<EpochResult> epochs =
        new KerasClassifier()
            .setModel(network)
            .setMetrics()
            .setBatchSize(BATCH)
            .setEpochs(RUNS + 1)
            .setIntraOpParallelism(THREADS)
            .fit(data.rows(spark))
            .summary()
            .epochs();
    double[] fitted = epochs.stream().skip(1).mapToDouble(EpochResult::rowsPerSecond).toArray();
    System.out.printf(
        "%-16s %12.0f %16.0f %8.2f %8.0f %8.1f%n",
        name,
        median(loop),
        median(fitted),
        median(fitted) / median(loop),
        peer.get(name),
        median(fitted) / peer.get(name));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
