package io.dlpipelines.samples.scores;

import io.dlpipelines.samples.data.LabeledImages;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Images that could not be decoded.
 *
 * @param count how many
 * @param examples the names of the first of them
 */
public record Skipped(long count, List<String> examples) {

  private static final int EXAMPLES = 5;

  /**
   * Finds them.
   *
   * @param images all images
   * @param decoded those that could be decoded
   * @param decodedCount how many these are
   * @return the others
   */
  public static Skipped find(LabeledImages images, Dataset<Row> decoded, long decodedCount) {
    long count = images.count() - decodedCount;
    if (count == 0) {
      return new Skipped(0, List.of());
    }
    var examples =
        images
            .rows()
            .select(LabeledImages.PATH)
            .join(
                functions.broadcast(decoded.select(LabeledImages.PATH)),
                images.rows().col(LabeledImages.PATH).equalTo(decoded.col(LabeledImages.PATH)),
                "left_anti")
            .limit(EXAMPLES)
            .as(Encoders.STRING())
            .collectAsList();
    return new Skipped(count, examples);
  }
}
