package io.dlpipelines.samples.data;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Images with their labels, not yet read.
 *
 * @param rows one row for each image: {@link #PATH}, {@link #LABEL} and {@link #CONTENT}
 * @param imagesByLabel how many images each label has, in the order in which labels are shown
 */
public record LabeledImages(Dataset<Row> rows, Map<String, Long> imagesByLabel) {

  /** The column that names the image. */
  public static final String PATH = "path";

  /** The column of the label, a string. */
  public static final String LABEL = "label";

  /** The column of the encoded image (PNG, JPEG), null where its file cannot be read. */
  public static final String CONTENT = "content";

  static final StructType SCHEMA =
      new StructType()
          .add(PATH, DataTypes.StringType)
          .add(LABEL, DataTypes.StringType)
          .add(CONTENT, DataTypes.BinaryType);

  /**
   * Counts the images.
   *
   * @return the number of images over all labels
   */
  public long count() {
    return imagesByLabel.values().stream().mapToLong(Long::longValue).sum();
  }
}
