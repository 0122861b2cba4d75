package io.dlpipelines.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.split;

import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TFTransformer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;

/** Sends numbers to a topic, scores what is new there, and sends the scores to another topic. */
public final class KafkaApplication {

  private KafkaApplication() {}

  /**
   * Takes the broker, the SavedModel, the stream's checkpoint, a folder to write to, and the first
   * and the last but one of the numbers.
   */
  public static void main(String[] arguments) throws Exception {
    String broker = arguments[0];
    String answers = arguments[3];
    SparkSession spark = SparkSession.builder().getOrCreate();
    send(spark, broker, Long.parseLong(arguments[4]), Long.parseLong(arguments[5]));
    StreamingQuery query = score(spark, broker, arguments[1], arguments[2]);
    spark
        .createDataset(List.of(Long.toString(rowsRead(query))), Encoders.STRING())
        .write()
        .text(answers + "/rows");
    spark
        .read()
        .format("kafka")
        .option("kafka.bootstrap.servers", broker)
        .option("subscribe", "scores")
        .load()
        .selectExpr("CAST(key AS STRING) AS key", "CAST(value AS STRING) AS value")
        .coalesce(1)
        .write()
        .json(answers + "/scores");
    spark.stop();
  }

  private static void send(SparkSession spark, String broker, long from, long to) {
    spark
        .range(from, to)
        .selectExpr("CAST(id AS STRING) AS key", "concat(id, ' ', id + 1) AS value")
        .write()
        .format("kafka")
        .option("kafka.bootstrap.servers", broker)
        .option("topic", "numbers")
        .save();
  }

  private static StreamingQuery score(
      SparkSession spark, String broker, String model, String checkpoint) throws Exception {
    Dataset<Row> numbers =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", broker)
            .option("subscribe", "numbers")
            .option("startingOffsets", "earliest")
            .option("maxOffsetsPerTrigger", 200)
            .load()
            .select(
                col("key"), split(col("value").cast("string"), " ").cast("array<float>").as("x"));
    Dataset<Row> scored =
        new TFTransformer()
            .setGraph(TFInputGraph.fromSavedModel(model))
            .setInputMapping(Map.of("x", "in"))
            .setOutputMapping(Map.of("out", "y"))
            .setOutputMode("array")
            .transform(numbers);
    StreamingQuery query =
        scored
            .select(col("key"), col("y").getItem(1).cast("string").as("value"))
            .writeStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", broker)
            .option("topic", "scores")
            .option("checkpointLocation", checkpoint)
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
    return query;
  }

  private static long rowsRead(StreamingQuery query) {
    return Arrays.stream(query.recentProgress())
        .mapToLong(StreamingQueryProgress::numInputRows)
        .sum();
  }
}
