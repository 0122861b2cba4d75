package io.dlpipelines.samples.quickstart;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.dlpipelines.samples.data.LabeledImages;
import io.dlpipelines.samples.report.ScoredImage;
import io.dlpipelines.samples.run.Places;
import io.dlpipelines.samples.scores.Columns;
import io.dlpipelines.samples.scores.TestScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/** A folder of image files without labels, scored as a stream. */
final class NewImages {

  private static final int FILES_PER_BATCH = 16;
  private static final String IMAGE_FILES = "*.{png,jpg,jpeg,PNG,JPG,JPEG}";

  private final Path folder;

  NewImages(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** Writes some test images to files, for data that has no new images of its own. */
  static NewImages write(Path folder, TestScores scores, int count, long seed) throws IOException {
    Files.createDirectories(folder);
    List<Row> rows =
        scores
            .rows()
            .orderBy(xxhash64(col(LabeledImages.PATH), lit(seed)))
            .select(LabeledImages.PATH, LabeledImages.CONTENT)
            .limit(count)
            .collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      String name = rows.get(i).getString(0).toLowerCase(Locale.ROOT);
      String extension = name.endsWith(".jpg") || name.endsWith(".jpeg") ? "jpg" : "png";
      Path file = folder.resolve(String.format("new-%03d.%s", i, extension));
      Files.write(file, rows.get(i).<byte[]>getAs(1));
    }
    return new NewImages(folder);
  }

  /** Scores the files that are there, in small batches, and writes what the model says of each. */
  Streamed score(PipelineModel model, SparkSession spark, QuickstartFolder output)
      throws TimeoutException, StreamingQueryException {
    Dataset<Row> files =
        spark
            .readStream()
            .format("binaryFile")
            .schema("path STRING, modificationTime TIMESTAMP, length LONG, content BINARY")
            .option("pathGlobFilter", IMAGE_FILES)
            .option("maxFilesPerTrigger", FILES_PER_BATCH)
            .load(Places.of(folder));
    StreamingQuery query =
        model
            .transform(files)
            .withColumn(Columns.CONFIDENCE, TestScores.confidence())
            .select(LabeledImages.PATH, Columns.PREDICTED_LABEL, Columns.CONFIDENCE)
            .writeStream()
            .format("parquet")
            .option("checkpointLocation", Places.of(output.checkpoint()))
            .trigger(Trigger.AvailableNow())
            .start(Places.of(output.predictions()));
    query.awaitTermination();
    long batches = query.lastProgress() == null ? 0 : query.lastProgress().batchId() + 1;
    Dataset<Row> predictions = spark.read().parquet(Places.of(output.predictions()));
    return new Streamed(predictions, predictions.count(), batches);
  }

  /**
   * What the stream wrote.
   *
   * @param predictions path, predicted label and its probability
   * @param files how many files
   * @param batches in how many batches
   */
  record Streamed(Dataset<Row> predictions, long files, long batches) {

    List<ScoredImage> images(int atMost) throws IOException {
      List<Row> rows = predictions.orderBy(LabeledImages.PATH).limit(atMost).collectAsList();
      List<ScoredImage> images = new ArrayList<>();
      for (Row row : rows) {
        Path file = Path.of(new org.apache.hadoop.fs.Path(row.getString(0)).toUri());
        images.add(
            new ScoredImage(
                file.getFileName().toString(),
                Files.readAllBytes(file),
                Optional.empty(),
                row.getString(1),
                row.getDouble(2)));
      }
      return images;
    }
  }
}
