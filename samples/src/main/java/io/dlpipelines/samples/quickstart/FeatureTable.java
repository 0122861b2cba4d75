package io.dlpipelines.samples.quickstart;

import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.data.LabeledImages;
import io.dlpipelines.samples.scores.Columns;
import io.dlpipelines.samples.scores.Labels;
import io.dlpipelines.samples.scores.Skipped;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The training images as features. They are computed once and kept on disk: every fold of the
 * search and the last fit read them from there, whatever the memory.
 *
 * @param rows path, number of the label, features
 * @param count how many images could be decoded
 * @param skipped the images that could not, and the names of some of them
 */
record FeatureTable(Dataset<Row> rows, long count, Skipped skipped) implements AutoCloseable {

  static FeatureTable compute(Transformer featurizer, Labels labels, LabeledImages images) {
    Dataset<Row> rows =
        featurizer
            .transform(labels.indexer().transform(images.rows()))
            .select(LabeledImages.PATH, Columns.LABEL_INDEX, Columns.FEATURES)
            .persist(StorageLevel.DISK_ONLY());
    long count = rows.count();
    if (count == 0) {
      throw new UserException(
          "None of the "
              + images.count()
              + " training images could be decoded. Check that they are PNG or JPEG files.");
    }
    return new FeatureTable(rows, count, Skipped.find(images, rows, count));
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
