package io.dlpipelines.samples.scores;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.xxhash64;

import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.data.LabeledImages;
import io.dlpipelines.samples.report.Confusion;
import io.dlpipelines.samples.report.LabelMetrics;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.report.ScoredImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The held-out images with the answers of the model, kept on disk. Only counts and a bounded number
 * of images leave the executors.
 */
public final class TestScores implements AutoCloseable {

  private static final Column RIGHT =
      col(LabeledImages.LABEL).equalTo(col(Columns.PREDICTED_LABEL));

  private final Dataset<Row> rows;
  private final Labels labels;
  private final long count;
  private final Skipped skipped;

  private TestScores(Dataset<Row> rows, Labels labels, long count, Skipped skipped) {
    this.rows = rows;
    this.labels = labels;
    this.count = count;
    this.skipped = skipped;
  }

  /**
   * Scores the images.
   *
   * @param model from images to predicted labels
   * @param labels the labels
   * @param images the images held out
   * @return their answers, to be closed
   * @throws UserException if none of the images can be decoded
   */
  public static TestScores compute(PipelineModel model, Labels labels, LabeledImages images) {
    Dataset<Row> rows =
        model
            .transform(labels.indexer().transform(images.rows()))
            .withColumn(Columns.CONFIDENCE, confidence())
            .select(
                LabeledImages.PATH,
                LabeledImages.LABEL,
                LabeledImages.CONTENT,
                Columns.LABEL_INDEX,
                Columns.PREDICTION,
                Columns.PREDICTED_LABEL,
                Columns.CONFIDENCE)
            .persist(StorageLevel.DISK_ONLY());
    long count = rows.count();
    if (count == 0) {
      throw new UserException(
          "None of the "
              + images.count()
              + " test images could be decoded. Check that they are PNG or JPEG files.");
    }
    return new TestScores(rows, labels, count, Skipped.find(images, rows, count));
  }

  /**
   * How probable the predicted label is.
   *
   * @return the expression
   */
  public static Column confidence() {
    return array_max(vector_to_array(col(Columns.PROBABILITY), "float64"));
  }

  /**
   * Counts the images that were scored.
   *
   * @return the number
   */
  public long count() {
    return count;
  }

  /**
   * The images that could not be decoded.
   *
   * @return how many, and some names
   */
  public Skipped skipped() {
    return skipped;
  }

  /**
   * The images with their answers.
   *
   * @return a row for each
   */
  public Dataset<Row> rows() {
    return rows;
  }

  /**
   * The answer to how good the model is, in a line.
   *
   * @return accuracy and number of images
   */
  public String told() {
    return "Test accuracy %s of %s images"
        .formatted(Numbers.percent(metrics().accuracy()), Numbers.count(count));
  }

  /**
   * Measures the answers.
   *
   * @return accuracy and the like
   */
  public MulticlassMetrics metrics() {
    return new MulticlassMetrics(
        rows.select(Columns.PREDICTION, Columns.LABEL_INDEX)
            .toJavaRDD()
            .map(row -> new Tuple2<Object, Object>(row.getDouble(0), row.getDouble(1)))
            .rdd());
  }

  /**
   * Counts images by true and predicted label.
   *
   * @return the counts
   */
  public Confusion confusion() {
    long[][] counts = new long[labels.names().size()][labels.names().size()];
    for (Row cell : rows.groupBy(Columns.LABEL_INDEX, Columns.PREDICTION).count().collectAsList()) {
      counts[(int) cell.getDouble(0)][(int) cell.getDouble(1)] = cell.getLong(2);
    }
    return new Confusion(labels.names(), counts);
  }

  /**
   * Measures each label that has test images.
   *
   * @param metrics of all labels
   * @param confusion the counts
   * @return a line for each label
   */
  public List<LabelMetrics> byLabel(MulticlassMetrics metrics, Confusion confusion) {
    List<LabelMetrics> byLabel = new ArrayList<>();
    Arrays.stream(metrics.labels())
        .sorted()
        .forEach(
            label ->
                byLabel.add(
                    new LabelMetrics(
                        labels.names().get((int) label),
                        confusion.support((int) label),
                        metrics.precision(label),
                        metrics.recall(label),
                        metrics.fMeasure(label))));
    return byLabel;
  }

  /**
   * The mistakes of which the model was surest.
   *
   * @param atMost how many
   * @return images with their answers
   */
  public List<ScoredImage> wrong(int atMost) {
    return images(rows.filter(not(RIGHT)).orderBy(col(Columns.CONFIDENCE).desc()), atMost);
  }

  /**
   * Right answers, drawn at random from each label in turn.
   *
   * @param atMost how many
   * @param seed decides which
   * @return images with their answers
   */
  public List<ScoredImage> right(int atMost, long seed) {
    Column drawn =
        row_number()
            .over(
                Window.partitionBy(LabeledImages.LABEL)
                    .orderBy(xxhash64(col(LabeledImages.PATH), lit(seed))));
    Dataset<Row> paths =
        rows.filter(RIGHT)
            .select(col(LabeledImages.PATH), drawn.as("drawn"))
            .orderBy("drawn", LabeledImages.PATH)
            .limit(atMost);
    return images(
        rows.join(paths, LabeledImages.PATH).orderBy("drawn", LabeledImages.LABEL), atMost);
  }

  private static List<ScoredImage> images(Dataset<Row> rows, int atMost) {
    return rows.limit(atMost).collectAsList().stream()
        .map(
            row ->
                new ScoredImage(
                    row.<String>getAs(LabeledImages.PATH),
                    row.<byte[]>getAs(LabeledImages.CONTENT),
                    Optional.of(row.<String>getAs(LabeledImages.LABEL)),
                    row.<String>getAs(Columns.PREDICTED_LABEL),
                    row.<Double>getAs(Columns.CONFIDENCE)))
        .toList();
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
