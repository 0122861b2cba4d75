package io.dlpipelines.image.codec;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where the fields of an image struct are.
 *
 * @param count fields of the struct
 */
record ImageStructFields(int height, int width, int channels, int mode, int data, int count)
    implements Serializable {

  /** The fields of {@code ImageSchema.columnSchema()}, by their names, in any order. */
  static Optional<ImageStructFields> find(StructType struct) {
    int height = position(struct, "height", DataTypes.IntegerType);
    int width = position(struct, "width", DataTypes.IntegerType);
    int channels = position(struct, "nChannels", DataTypes.IntegerType);
    int mode = position(struct, "mode", DataTypes.IntegerType);
    int data = position(struct, "data", DataTypes.BinaryType);
    return height < 0 || width < 0 || channels < 0 || mode < 0 || data < 0
        ? Optional.empty()
        : Optional.of(new ImageStructFields(height, width, channels, mode, data, struct.length()));
  }

  private static int position(StructType struct, String name, DataType type) {
    scala.Option<Object> index = struct.getFieldIndex(name);
    if (index.isEmpty()) {
      return -1;
    }
    int position = (Integer) index.get();
    return struct.apply(position).dataType().equals(type) ? position : -1;
  }
}
