package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/** A stream gives what a batch gives. */
final class StreamingChecks {

  private static final long LIMIT_MILLIS = 60_000;

  private StreamingChecks() {}

  static void streamEqualsBatch(Subject subject, Path folder) {
    SparkSession spark = subject.sample().spark();
    String source = folder.resolve("source").toString();
    subject.sample().frame().write().parquet(source);
    Dataset<Row> stream =
        spark
            .readStream()
            .schema(subject.sample().schema())
            .option("maxFilesPerTrigger", 1)
            .parquet(source);
    Dataset<Row> transformed = subject.transformer().transform(stream);
    assertThat(transformed.isStreaming()).isTrue();
    String sink = "battery_" + UUID.randomUUID().toString().replace("-", "");
    try {
      run(transformed, sink, folder.resolve("checkpoint"));
      RowsById.of(spark.table(sink), subject.hooks().idColumn())
          .assertEqualTo(
              subject.transformed(subject.sample().frame()), subject.hooks().tolerance());
    } finally {
      spark.catalog().dropTempView(sink);
    }
  }

  private static void run(Dataset<Row> frame, String sink, Path checkpoint) {
    try {
      StreamingQuery query =
          frame
              .writeStream()
              .format("memory")
              .queryName(sink)
              .option("checkpointLocation", checkpoint.toString())
              .trigger(Trigger.AvailableNow())
              .start();
      try {
        assertThat(query.awaitTermination(LIMIT_MILLIS)).as("the stream ends").isTrue();
      } finally {
        query.stop();
      }
    } catch (TimeoutException | StreamingQueryException e) {
      fail("the stream: " + e.getMessage(), e);
    }
  }
}
