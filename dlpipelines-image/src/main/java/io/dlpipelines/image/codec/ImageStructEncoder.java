package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.Cell;
import io.dlpipelines.tensor.CellEncoder;
import io.dlpipelines.tensor.InvalidCellException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** Encodes a column of Spark's image structs: unpacked pixels, blue first. */
final class ImageStructEncoder implements CellEncoder {
  private static final int UNDECODABLE = -1;

  private final ImageStructFields fields;
  private final PixelLimit limit;
  private final ImageShaper shaper;

  ImageStructEncoder(ImageStructFields fields, ImageDecoding options) {
    this.fields = fields;
    this.limit = new PixelLimit(options.maxPixels());
    this.shaper = new ImageShaper(options);
  }

  @Override
  public void encode(SpecializedGetters row, int ordinal, Cell cell) throws InvalidCellException {
    InternalRow image = row.getStruct(ordinal, fields.count());
    int height = field(image, fields.height(), "height");
    if (height == UNDECODABLE) {
      throw new InvalidCellException("the image could not be decoded when it was read");
    }
    int width = field(image, fields.width(), "width");
    int channels = field(image, fields.channels(), "nChannels");
    int mode = field(image, fields.mode(), "mode");
    if (image.isNullAt(fields.data())) {
      throw isNull("data");
    }
    limit.check(width, height);
    if (channels != channelsOf(mode)) {
      throw new InvalidCellException(
          "the image has mode " + mode + " and " + channels + " channels, which contradict");
    }
    byte[] data = image.getBinary(fields.data());
    long expected = (long) height * width * channels;
    if (data.length != expected) {
      throw new InvalidCellException(
          "the image is "
              + height
              + " x "
              + width
              + " x "
              + channels
              + " = "
              + expected
              + " bytes by its fields, but its data have "
              + data.length);
    }
    shaper.shape(Pixels.packed(data, width, height, channels, true), Orientation.UPRIGHT, cell);
  }

  /** OpenCV's numbers of 8-bit types. */
  private static int channelsOf(int mode) throws InvalidCellException {
    return switch (mode) {
      case 0 -> 1;
      case 16 -> 3;
      case 24 -> 4;
      default ->
          throw new InvalidCellException(
              "an image of mode "
                  + mode
                  + " cannot be read; 0 (CV_8UC1), 16 (CV_8UC3) and 24 (CV_8UC4) can");
    };
  }

  private static int field(InternalRow image, int position, String name)
      throws InvalidCellException {
    if (image.isNullAt(position)) {
      throw isNull(name);
    }
    return image.getInt(position);
  }

  private static InvalidCellException isNull(String name) {
    return new InvalidCellException("the image struct has no " + name);
  }
}
