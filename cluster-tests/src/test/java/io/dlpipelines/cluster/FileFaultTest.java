package io.dlpipelines.cluster;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.image.TFImageTransformer;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TaskEnds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files vanish or change while they are used. */
@Timeout(600)
class FileFaultTest extends SparkTest {

  @TempDir private Path folder;

  private Path model;

  @BeforeEach
  void writeModel() throws IOException {
    model = folder.resolve("model.pb");
    write(2);
  }

  private void write(float factor) throws IOException {
    Path next = folder.resolve("next.pb");
    Files.write(next, Scoring.times(factor, 0));
    Files.move(next, model, StandardCopyOption.REPLACE_EXISTING);
  }

  private Dataset<Row> scored(Dataset<Row> rows) {
    return Scoring.scorer(TFInputGraph.fromGraphDef(model.toString())).transform(rows);
  }

  @Test
  void aJobGoesOnWithTheModelItBeganWith() throws Exception {
    Dataset<Row> scored = scored(Scoring.rows(spark(), 20_000, 20));
    try (TaskEnds tasks = TaskEnds.of(spark())) {
      CompletableFuture<List<Row>> job = CompletableFuture.supplyAsync(scored::collectAsList);
      tasks.busyExecutor(3);
      Files.delete(model);
      assertThat(job).succeedsWithin(Duration.ofMinutes(1));
      assertThat(job.join())
          .hasSize(20_000)
          .allSatisfy(
              row -> assertThat(row.<Float>getAs("y")).isEqualTo(2f * row.<Long>getAs("id")));
    }
    assertThatThrownBy(() -> TFInputGraph.fromGraphDef(model.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(model.toString());
    write(5);
    assertThat(scored(Scoring.rows(spark(), 2, 1)).select("y").collectAsList())
        .extracting(row -> row.getFloat(0))
        .containsExactly(0f, 5f);
    assertThat(scored.filter("id = 1").select("y").first().getFloat(0)).isEqualTo(2f);
  }

  @Test
  void aStreamGoesOnWithTheModelItBeganWith() throws Exception {
    Path source = Files.createDirectories(folder.resolve("source"));
    Dataset<Row> rows = Scoring.rows(spark(), 5, 1);
    rows.write().mode("append").parquet(source.toString());
    String scored = folder.resolve("scored").toString();
    StreamingQuery query =
        scored(spark().readStream().schema(rows.schema()).parquet(source.toString()))
            .writeStream()
            .format("parquet")
            .option("path", scored)
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .start();
    try {
      query.processAllAvailable();
      write(5);
      rows.withColumn("id", col("id").plus(100)).write().mode("append").parquet(source.toString());
      query.processAllAvailable();
      Files.delete(model);
      rows.withColumn("id", col("id").plus(200)).write().mode("append").parquet(source.toString());
      query.processAllAvailable();
    } finally {
      query.stop();
    }
    assertThat(spark().read().parquet(scored).collectAsList())
        .hasSize(15)
        .allSatisfy(
            row ->
                assertThat(row.<Float>getAs("y").doubleValue())
                    .isEqualTo(2 * row.<Double>getAs("x")));
  }

  @Test
  void anImageThatVanishesIsNamed() throws Exception {
    Path images = folder.resolve("images");
    ColouredImages.arrive(images, 0, 20);
    Dataset<Row> paths =
        spark().createDataset(ColouredImages.paths(images, 0, 20), Encoders.STRING()).toDF("path");
    TFImageTransformer scorer = ColouredImages.scorer("path");
    Files.delete(images.resolve(ColouredImages.fileName(7)));
    assertThatThrownBy(() -> scorer.transform(paths).collectAsList())
        .hasMessageContaining("cannot be scored: column [path]: file not found: ")
        .hasMessageContaining(ColouredImages.fileName(7))
        .hasMessageContaining("Set handleInvalid to");

    List<Row> kept =
        scorer
            .setHandleInvalid("keep")
            .setInvalidReasonCol("reason")
            .transform(paths)
            .collectAsList();
    for (int number = 0; number < 20; number++) {
      Row row = kept.get(number);
      if (number == 7) {
        assertThat(row.isNullAt(row.fieldIndex("colour"))).isTrue();
        assertThat(row.<String>getAs("reason"))
            .contains("file not found: ")
            .contains(ColouredImages.fileName(7));
      } else {
        assertThat(row.<Vector>getAs("colour")).isEqualTo(ColouredImages.colour(number));
        assertThat(row.<String>getAs("reason")).isNull();
      }
    }
  }
}
