package io.dlpipelines.image.codec;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.tensor.CellSource;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Columns that hold images, as uint8 cells {@code [height, width, channels]}. A column is one of
 *
 * <ul>
 *   <li>Spark's image struct ({@code spark.read().format("image")}) in grey, BGR or BGRA of 8 bits,
 *   <li>binary: an encoded file, such as {@code content} of the {@code binaryFile} source,
 *   <li>string: a path or URI of a file, which executors read through Hadoop.
 * </ul>
 */
public final class ImageCells {
  private static final String ACCEPTED =
      "an image struct (origin, height, width, nChannels, mode, data), binary (an encoded file) or"
          + " string (the path of a file)";

  private ImageCells() {}

  /**
   * Whether a column can hold images.
   *
   * @param columnType the column's type
   * @return true for an image struct, binary and string
   */
  public static boolean accepts(DataType columnType) {
    return columnType instanceof BinaryType
        || columnType instanceof StringType
        || (columnType instanceof StructType struct && ImageStructFields.find(struct).isPresent());
  }

  /**
   * Whether a column's values are paths, so that executors need a Hadoop configuration.
   *
   * @param columnType the column's type
   * @return true for string
   */
  public static boolean readsFiles(DataType columnType) {
    return columnType instanceof StringType;
  }

  /**
   * The cells of a column of image structs or encoded files.
   *
   * @param columnType the column's type
   * @param options what is made of each image
   * @return their source
   * @throws IllegalArgumentException if the column's type is another, string included
   */
  public static CellSource forColumn(DataType columnType, ImageDecoding options) {
    requireNonNull(options, "options");
    if (columnType instanceof BinaryType) {
      return () -> new EncodedImageEncoder(options);
    }
    if (columnType instanceof StructType struct) {
      ImageStructFields fields =
          ImageStructFields.find(struct).orElseThrow(() -> notAccepted(columnType));
      return () -> new ImageStructEncoder(fields, options);
    }
    if (readsFiles(columnType)) {
      throw new IllegalArgumentException(
          "paths of image files can only be read with a Hadoop configuration");
    }
    throw notAccepted(columnType);
  }

  /**
   * The cells of a column of any accepted type.
   *
   * @param columnType the column's type
   * @param options what is made of each image
   * @param hadoop the configuration that executors open files with
   * @return their source
   * @throws IllegalArgumentException if the column's type is none of those accepted
   */
  public static CellSource forColumn(
      DataType columnType, ImageDecoding options, Broadcast<SerializableConfiguration> hadoop) {
    requireNonNull(options, "options");
    requireNonNull(hadoop, "hadoop");
    return readsFiles(columnType)
        ? () -> new ImageFileEncoder(options, hadoop.value().value())
        : forColumn(columnType, options);
  }

  private static IllegalArgumentException notAccepted(DataType columnType) {
    return new IllegalArgumentException(
        "a column of type "
            + columnType.simpleString()
            + " holds no images; it must be "
            + ACCEPTED);
  }
}
