package io.dlpipelines.image.codec;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.tensor.CellEncoder;
import io.dlpipelines.tensor.CellSource;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
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
   * The cells of a column; equal for equal types and options.
   *
   * @param columnType the column's type
   * @param options what is made of each image
   * @param hadoop gives the configuration that executors open files with; asked for only if the
   *     column holds paths
   * @return their source
   * @throws IllegalArgumentException if the column's type is none of those accepted
   */
  public static CellSource forColumn(
      DataType columnType, ImageDecoding options, Supplier<Configuration> hadoop) {
    requireNonNull(options, "options");
    if (columnType instanceof BinaryType) {
      return new EncodedImages(options);
    }
    if (columnType instanceof StringType) {
      return new ImageFiles(options, new SerializableConfiguration(hadoop.get()));
    }
    if (columnType instanceof StructType struct) {
      return new ImageStructs(
          ImageStructFields.find(struct).orElseThrow(() -> notAccepted(columnType)), options);
    }
    throw notAccepted(columnType);
  }

  private record EncodedImages(ImageDecoding options) implements CellSource {
    @Override
    public CellEncoder open() {
      return new EncodedImageEncoder(options);
    }
  }

  private record ImageStructs(ImageStructFields fields, ImageDecoding options)
      implements CellSource {
    @Override
    public CellEncoder open() {
      return new ImageStructEncoder(fields, options);
    }
  }

  private record ImageFiles(ImageDecoding options, SerializableConfiguration hadoop)
      implements CellSource {
    @Override
    public CellEncoder open() {
      return new ImageFileEncoder(options, hadoop.value());
    }

    /** A configuration has no equality; within an application there is one. */
    @Override
    public boolean equals(Object other) {
      return other instanceof ImageFiles that && options.equals(that.options);
    }

    @Override
    public int hashCode() {
      return options.hashCode();
    }
  }

  private static IllegalArgumentException notAccepted(DataType columnType) {
    return new IllegalArgumentException(
        "a column of type "
            + columnType.simpleString()
            + " holds no images; it must be "
            + ACCEPTED);
  }
}
