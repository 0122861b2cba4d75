package io.dlpipelines.benchmarks;

import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TFTransformer;
import io.dlpipelines.tensorflow.sql.ModelFunctions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * {@code TFTransformer} on rows of 64 floats through a 64-128-10 net, against the limit measured in
 * the same run: the time to scan the cached rows, plus a plain TensorFlow loop with the same batch
 * and as many calling threads as there are cores. And the same graph as a SQL function.
 */
public final class ScoringThroughput {
  private static final int ROWS = 1_000_000;
  private static final int WIDTH = 64;
  private static final int HIDDEN = 128;
  private static final int CLASSES = 10;
  private static final int BATCH = 512;
  private static final int THREADS = 2;
  private static final int WARM_UPS = 3;
  private static final int RUNS = 31;

  private ScoringThroughput() {}

  /**
   * Runs the comparison and prints a table.
   *
   * @param arguments none
   * @throws Exception if a run fails
   */
  public static void main(String[] arguments) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + THREADS + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.log.level", "ERROR")
            .getOrCreate();
    Dataset<Row> rows = rows(spark);
    TFTransformer transformer =
        new TFTransformer()
            .setGraph(TFInputGraph.build(ScoringThroughput::network))
            .setInputMapping(Map.of("x", "x"))
            .setOutputMapping(Map.of("y", "y"))
            .setBatchSize(BATCH);
    Dataset<Row> vectors = transformer.transform(rows);
    Dataset<Row> arrays = transformer.copy(noExtra()).setOutputMode("array").transform(rows);
    rows.createOrReplaceTempView("rows");
    ModelFunctions.register(spark, "network", transformer.getGraph());
    Dataset<Row> sql = spark.sql("SELECT *, network(x) AS y FROM rows");
    try (Graph graph = new Graph()) {
      network(Ops.create(graph));
      try (Session session = new Session(graph, inCallingThread())) {
        List<Double> scan = new ArrayList<>();
        List<Double> loop = new ArrayList<>();
        List<Double> asVectors = new ArrayList<>();
        List<Double> asArrays = new ArrayList<>();
        List<Double> inSql = new ArrayList<>();
        for (int run = -WARM_UPS; run < RUNS; run++) {
          double scanned = seconds(() -> drain(rows));
          double looped = seconds(() -> plainLoop(session));
          double vector = seconds(() -> drain(vectors));
          // In turns: what comes second finds more garbage to collect.
          boolean sqlFirst = run % 2 == 0;
          double first = seconds(() -> drain(sqlFirst ? sql : arrays));
          double second = seconds(() -> drain(sqlFirst ? arrays : sql));
          if (run >= 0) {
            scan.add(scanned);
            loop.add(looped);
            asVectors.add(vector);
            asArrays.add(sqlFirst ? second : first);
            inSql.add(sqlFirst ? first : second);
          }
        }
        report(scan, loop, asVectors, asArrays, inSql);
      }
    }
    spark.stop();
  }

  private static void report(
      List<Double> scan,
      List<Double> loop,
      List<Double> vectors,
      List<Double> arrays,
      List<Double> sql) {
    double limit = median(scan) + median(loop);
    System.out.printf(
        "%d rows of %d floats, %d-%d-%d net, batch %d, %d threads; median of %d runs (min-max)%n",
        ROWS, WIDTH, WIDTH, HIDDEN, CLASSES, BATCH, THREADS, RUNS);
    System.out.printf("%-34s %8s  %-15s %s%n", "", "seconds", "", "of the limit");
    line("scan of the cached rows", scan, Double.NaN);
    line("plain TensorFlow loop", loop, Double.NaN);
    System.out.printf("%-34s %8.3f%n", "limit (sum of both)", limit);
    line("TFTransformer, vector output", vectors, limit);
    line("TFTransformer, array output", arrays, limit);
    line("SQL function, array output", sql, limit);
    System.out.printf(
        "SQL reaches %.2f of the speed of TFTransformer%n", median(arrays) / median(sql));
  }

  private static void line(String name, List<Double> seconds, double limit) {
    System.out.printf(
        "%-34s %8.3f  (%.3f-%.3f)   %s%n",
        name,
        median(seconds),
        seconds.stream().min(Double::compare).orElseThrow(),
        seconds.stream().max(Double::compare).orElseThrow(),
        Double.isNaN(limit) ? "" : "%.2f".formatted(limit / median(seconds)));
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static Dataset<Row> rows(SparkSession spark) {
    Dataset<Row> rows =
        spark
            .range(0, ROWS, 1, 2 * THREADS)
            .selectExpr(
                "id",
                "cast(transform(sequence(1, %d), i -> cast((id * i) %% 255 AS float) / 255) AS"
                        .formatted(WIDTH)
                    + " array<float>) AS x")
            .cache();
    rows.count();
    return rows;
  }

  private static void network(Ops tf) {
    Placeholder<TFloat32> x =
        tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, WIDTH)));
    tf.withName("y")
        .nn
        .softmax(
            tf.linalg.matMul(
                tf.nn.relu(tf.linalg.matMul(x, tf.constant(weights(WIDTH, HIDDEN)))),
                tf.constant(weights(HIDDEN, CLASSES))));
  }

  private static float[][] weights(int inputs, int outputs) {
    Random random = new Random(inputs);
    float[][] weights = new float[inputs][outputs];
    for (float[] row : weights) {
      for (int i = 0; i < outputs; i++) {
        row[i] = (float) random.nextGaussian() / 10;
      }
    }
    return weights;
  }

  private static ConfigProto inCallingThread() {
    return ConfigProto.newBuilder()
        .setInterOpParallelismThreads(-1)
        .setIntraOpParallelismThreads(1)
        .build();
  }

  private static void plainLoop(Session session) throws InterruptedException {
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      threads[i] = new Thread(() -> scoreShare(session));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void scoreShare(Session session) {
    float[] input = new float[BATCH * WIDTH];
    Arrays.fill(input, 0.5f);
    float[] output = new float[BATCH * CLASSES];
    for (int batch = 0; batch < ROWS / THREADS / BATCH; batch++) {
      try (TFloat32 x =
              TFloat32.tensorOf(Shape.of(BATCH, WIDTH), DataBuffers.of(input, false, false));
          Result result = session.runner().feed("x", x).fetch("y").run()) {
        ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(output);
      }
    }
  }

  private static void drain(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }

  private static ParamMap noExtra() {
    return ParamMap.empty();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static double seconds(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
