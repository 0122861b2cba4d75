package io.dlpipelines.benchmarks;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Two executors of one core in processes of their own, and rows as large as MNIST's for them. */
final class Executors {
  static final int PIXELS = 28 * 28;
  static final int CLASSES = 10;

  /** Features and the label. */
  static final int ROW_BYTES = (PIXELS + 1) * Float.BYTES;

  private static final int COUNT = 2;

  private Executors() {}

  /** A session with all executors up. {@code SPARK_HOME} names a folder with {@code jars} in it. */
  static SparkSession start(int megabytes) {
    return start(megabytes, "");
  }

  /** The same, with options for their JVMs. */
  static SparkSession start(int megabytes, String javaOptions) {
    return SparkSession.builder()
        .master("local-cluster[%d,1,%d]".formatted(COUNT, megabytes))
        .config("spark.executor.memory", megabytes + "m")
        .config("spark.executor.cores", "1")
        .config("spark.executor.extraJavaOptions", javaOptions)
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
        .config("spark.sql.shuffle.partitions", Integer.toString(COUNT))
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.log.level", "ERROR")
        .getOrCreate();
  }

  /** Rows that executors make up: others for each seed. */
  static Dataset<Row> rows(SparkSession spark, long count, int seed) {
    Column features =
        functions.expr(
            "transform(sequence(1, %d), i -> float((id + %d) * (i + 7) %% 256) / 255)"
                .formatted(PIXELS, seed));
    return spark
        .range(0, count, 1, 4 * COUNT)
        .select(
            features.as("features"),
            functions.expr("double(id %% %d)".formatted(CLASSES)).as("label"));
  }
}
