package io.dlpipelines.cluster;

import io.dlpipelines.tensorflow.ExecutorProcesses;
import io.dlpipelines.tensorflow.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Scores the images that arrive in a folder until it is told to stop, in a process that can be
 * killed. Arguments: a folder, and how many files a batch takes.
 */
final class ImageStreamDriver {
  static final int EXECUTORS = 2;

  /** Else Spark makes a task of each file when it lists them, and one of each few to read them. */
  private static final Map<String, String> SMALL_FILES =
      Map.of(
          "spark.sql.sources.parallelPartitionDiscovery.threshold", "100000",
          "spark.sql.files.openCostInBytes", "500000");

  private static final String BINARY_FILE =
      "path STRING, modificationTime TIMESTAMP, length LONG, content BINARY";

  private ImageStreamDriver() {}

  /** What lies where below a folder. */
  record Folders(Path root) {

    Path images() {
      return root.resolve("images");
    }

    Path scored() {
      return root.resolve("scored");
    }

    Path checkpoint() {
      return root.resolve("checkpoint");
    }

    /** A saved pipeline that scores; if there is none, the driver makes a stage. */
    Path model() {
      return root.resolve("model");
    }

    /** A file that tells the driver to score what is there and stop. */
    Path stop() {
      return root.resolve("stop");
    }
  }

  public static void main(String[] arguments) throws Exception {
    Folders folders = new Folders(Path.of(arguments[0]));
    try (SparkSession spark = LocalCluster.start(EXECUTORS, SMALL_FILES)) {
      Dataset<Row> images =
          spark
              .readStream()
              .format("binaryFile")
              .schema(BINARY_FILE)
              .option("maxFilesPerTrigger", arguments[1])
              .load(folders.images().toString());
      StreamingQuery query =
          scorer(folders)
              .transform(images)
              .select("path", "colour")
              .writeStream()
              .format("parquet")
              .option("path", folders.scored().toString())
              .option("checkpointLocation", folders.checkpoint().toString())
              .trigger(Trigger.ProcessingTime("100 milliseconds"))
              .start();
      while (query.isActive() && !Files.exists(folders.stop())) {
        query.awaitTermination(50);
      }
      query.processAllAvailable();
      query.stop();
      new ExecutorProcesses(spark, EXECUTORS).assertNothingOpenBut(1);
    }
  }

  private static Transformer scorer(Folders folders) {
    return Files.exists(folders.model())
        ? PipelineModel.load(folders.model().toString())
        : ColouredImages.scorer("content");
  }
}
