package io.dlpipelines.tuning.report;

import io.dlpipelines.tuning.HalvingSearchModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.SparkSession;

/**
 * What a search tried and found, as one HTML page that loads nothing from elsewhere: the best
 * setting, the error against each Param, the rungs of a halving search, learning curves, and a
 * table of all settings. Of {@code CrossValidator} and {@code TrainValidationSplit}, models other
 * than the best are shown where {@code collectSubModels} was set.
 *
 * <pre>{@code TuningReport.of(model).write("hdfs:///reports/tuning.html");}</pre>
 */
public final class TuningReport {
  private final Search search;

  private TuningReport(Search search) {
    this.search = search;
  }

  /**
   * Of a cross-validation.
   *
   * @param model what it fitted
   * @return the report
   */
  public static TuningReport of(CrossValidatorModel model) {
    return new TuningReport(SearchReader.of(model));
  }

  /**
   * Of a split into rows to train and to validate with.
   *
   * @param model what it fitted
   * @return the report
   */
  public static TuningReport of(TrainValidationSplitModel model) {
    return new TuningReport(SearchReader.of(model));
  }

  /**
   * Of a halving search.
   *
   * @param model what it fitted
   * @return the report
   */
  public static TuningReport of(HalvingSearchModel model) {
    return new TuningReport(SearchReader.of(model));
  }

  /**
   * The page.
   *
   * @return an HTML document
   */
  public String toHtml() {
    return new TuningPage(search).render();
  }

  /**
   * Writes the page in UTF-8, over a file that is there.
   *
   * @param file on any Hadoop file system
   * @throws IOException if it cannot be written
   */
  public void write(String file) throws IOException {
    Path path = new Path(file);
    try (OutputStream out =
        path.getFileSystem(SparkSession.active().sparkContext().hadoopConfiguration())
            .create(path, true)) {
      out.write(toHtml().getBytes(StandardCharsets.UTF_8));
    }
  }
}
