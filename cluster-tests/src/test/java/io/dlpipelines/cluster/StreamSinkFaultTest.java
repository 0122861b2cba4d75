package io.dlpipelines.cluster;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.TFTransformer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch of a stream fails behind the scoring, and is run again from the checkpoint. */
@Timeout(600)
class StreamSinkFaultTest extends SparkTest {
  private static final int ROWS = 120;
  private static final int FILES = 6;
  private static final long PATIENCE_MILLIS = 120_000;

  @TempDir private Path folder;

  private final TFTransformer scorer = Scoring.scorer(Scoring.times(2, 0));
  private Dataset<Row> stream;

  @BeforeEach
  void writeSource() {
    Dataset<Row> rows = Scoring.rows(spark(), ROWS, 2).repartition(FILES, col("id"));
    String source = folder.resolve("source").toString();
    rows.write().parquet(source);
    stream =
        spark().readStream().schema(rows.schema()).option("maxFilesPerTrigger", 1).parquet(source);
  }

  @Test
  void aBatchThatIsHandedOverAgainIsTheSame() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    String scored = folder.resolve("scored").toString();
    VoidFunction2<Dataset<Row>, Long> writeAndFailOnce =
        (batch, id) -> {
          batch.write().mode("overwrite").parquet(scored + "/batch=" + id);
          if (calls.incrementAndGet() == 3) {
            throw new IllegalStateException("the power failed");
          }
        };
    DataStreamWriter<Row> writer =
        scorer.transform(stream).writeStream().foreachBatch(writeAndFailOnce);
    assertThatThrownBy(() -> run(writer))
        .isInstanceOf(StreamingQueryException.class)
        .hasMessageContaining("the power failed");
    run(writer);
    assertThat(calls).hasValue(FILES + 1);
    assertScoredOnce(scored);
  }

  @Test
  void aFileSinkHasEachRowOnceThoughTasksFail() throws Exception {
    String scored = folder.resolve("scored").toString();
    Path marker = folder.resolve("failed");
    Dataset<Row> failing =
        scorer.transform(stream).filter(FailingOnce.where(col("id"), 77, marker));
    DataStreamWriter<Row> writer = failing.writeStream().format("parquet").option("path", scored);
    assertThatThrownBy(() -> run(writer))
        .isInstanceOf(StreamingQueryException.class)
        .hasStackTraceContaining("the disk failed");
    run(writer);
    assertScoredOnce(scored);
  }

  private void run(DataStreamWriter<Row> writer) throws TimeoutException, StreamingQueryException {
    StreamingQuery query =
        writer
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .start();
    try {
      assertThat(query.awaitTermination(PATIENCE_MILLIS)).isTrue();
    } finally {
      query.stop();
    }
  }

  private void assertScoredOnce(String scored) {
    List<Row> rows = spark().read().parquet(scored).orderBy("id").collectAsList();
    assertThat(rows)
        .extracting(row -> row.<Long>getAs("id"))
        .isEqualTo(LongStream.range(0, ROWS).boxed().toList());
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.<Float>getAs("y")).isEqualTo(2f * row.<Long>getAs("id")));
  }
}
