package io.dlpipelines.benchmarks;

import static org.apache.spark.sql.functions.col;

import io.dlpipelines.tensorflow.KerasTransformer;
import io.dlpipelines.tensorflow.graph.GraphImporter;
import io.dlpipelines.tensorflow.graph.GraphModel;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Keras files read and scored here and by Deeplearning4j, one after the other on the same machine:
 * seconds from the path to the first prediction, and rows scored in a second. Deeplearning4j scores
 * in a plain loop; here both a plain loop and {@code KerasTransformer} on a Dataset are timed.
 */
public final class KerasImport {
  private static final int BATCH = 32;
  private static final int LOADS = 3;
  private static final int RUNS = 5;
  private static final double SECONDS = 5;
  private static final int THREADS = 2;
  private static final int VALUES = 40_000_000;
  private static final int WARM_UPS = 1;

  private KerasImport() {}

  private record Case(String file, long... shape) {
    String shapeText() {
      return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x"));
    }

    int width() {
      return (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case("keras/models/anomaly_autoencoder.h5", 640),
          new Case("keras/models/mnist_cnn.h5", 28, 28, 1),
          new Case("keras/models/vww_96.h5", 96, 96, 3),
          new Case("keras/models/gender_mini_XCEPTION.21-0.95.hdf5", 64, 64, 1),
          new Case("keras/import/examples/functional_lstm/lstm_functional_tf_keras_2.h5", 10, 4),
          new Case("imagenet-mobilenet/mobilenet_v1_0.75_224.h5", 224, 224, 3));

  /**
   * Runs the comparison and prints a table.
   *
   * @param arguments the folder with the files, then the class path of Deeplearning4j's program
   * @throws Exception if a run fails
   */
  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]).toRealPath();
    Map<String, String[]> peer = peer(arguments[1], data);
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + THREADS + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.log.level", "ERROR")
            .getOrCreate();
    System.out.printf(
        "batch %d; load: path to first prediction, median of %d; rows/s: median of %d runs%n",
        BATCH, LOADS, RUNS);
    System.out.printf(
        "%-34s %9s %9s %12s %12s %12s %8s%n",
        "", "load s", "DL4J", "loop rows/s", "Spark rows/s", "DL4J rows/s", "Spark/DL4J");
    for (Case each : CASES) {
      String path = data.resolve(each.file()).toString();
      double load = load(path, each);
      double loop = loop(path, each);
      double scored = spark(spark, path, each);
      String[] theirs = peer.get(path);
      boolean failed = theirs == null || theirs[1].equals("failed");
      System.out.printf(
          "%-34s %9.3f %9s %12.0f %12.0f %12s %8s%n",
          Path.of(path).getFileName(),
          load,
          failed ? "fails" : "%.3f".formatted(Double.parseDouble(theirs[1])),
          loop,
          scored,
          failed ? "" : "%.0f".formatted(Double.parseDouble(theirs[2])),
          failed ? "" : "%.1f".formatted(scored / Double.parseDouble(theirs[2])));
      if (failed && theirs != null) {
        System.out.println("    DL4J: " + theirs[2]);
      }
    }
    spark.stop();
  }

  private static Map<String, String[]> peer(String classPath, Path data) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of(Integer.toString(BATCH), Double.toString(SECONDS)));
    for (Case each : CASES) {
      arguments.add(data.resolve(each.file()).toString());
      arguments.add(each.shapeText());
    }
    Map<String, String[]> results = new HashMap<>();
    for (String[] fields : Peer.run(classPath, "Dl4jImport", arguments)) {
      if (fields.length == 3) {
        results.put(fields[0], fields);
      }
    }
    return results;
  }

  private static double load(String path, Case each) {
    double[] seconds = new double[LOADS];
    for (int run = 0; run < LOADS; run++) {
      long start = System.nanoTime();
      try (Graph graph = new Graph()) {
        GraphModel model = open(graph, path);
        try (Session session = new Session(graph)) {
          score(session, model, each, 1);
        }
      }
      seconds[run] = since(start);
    }
    return median(seconds);
  }

  private static GraphModel open(Graph graph, String path) {
    GraphModel model = KerasModel.load(path).toGraph();
    graph.importGraphDef(GraphImporter.definition(model));
    return model;
  }

  private static double loop(String path, Case each) {
    try (Graph graph = new Graph()) {
      GraphModel model = open(graph, path);
      try (Session session = new Session(graph)) {
        double[] speeds = new double[RUNS];
        for (int run = -WARM_UPS; run < RUNS; run++) {
          long start = System.nanoTime();
          long rows = 0;
          while (since(start) < SECONDS / RUNS) {
            score(session, model, each, BATCH);
            rows += BATCH;
          }
          if (run >= 0) {
            speeds[run] = rows / since(start);
          }
        }
        return median(speeds);
      }
    }
  }

  private static void score(Session session, GraphModel model, Case each, int batch) {
    long[] shape = new long[each.shape().length + 1];
    shape[0] = batch;
    System.arraycopy(each.shape(), 0, shape, 1, each.shape().length);
    float[] values = new float[batch * each.width()];
    Arrays.fill(values, 0.5f);
    try (TFloat32 rows = TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values, true, false));
        Result result =
            session
                .runner()
                .feed(model.inputs().get(0).tensor(), rows)
                .fetch(model.outputs().get(0).tensor())
                .run()) {
      ((TFloat32) result.get(0)).getFloat(0, 0);
    }
  }

  private static double spark(SparkSession spark, String path, Case each) {
    int rows = Math.max(4 * BATCH, VALUES / each.width() / BATCH * BATCH);
    Dataset<Row> data =
        spark
            .range(0, rows, 1, THREADS)
            .selectExpr(
                "transform(sequence(1, %d), i -> cast((id * i) %% 255 AS float) / 255) AS x"
                    .formatted(each.width()))
            .withColumn("x", col("x").cast("array<float>"))
            .cache();
    data.count();
    Dataset<Row> scored =
        new KerasTransformer()
            .setModelFile(path)
            .setInputCol("x")
            .setOutputCol("y")
            .setBatchSize(BATCH)
            .transform(data);
    double[] speeds = new double[RUNS];
    for (int run = -WARM_UPS; run < RUNS; run++) {
      long start = System.nanoTime();
      scored.write().format("noop").mode("overwrite").save();
      if (run >= 0) {
        speeds[run] = rows / since(start);
      }
    }
    data.unpersist();
    return median(speeds);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
