package io.dlpipelines.image.codec;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What is made of an image: a uint8 tensor {@code [height, width, channels]}.
 *
 * @param height rows of the tensor, after the orientation is applied; 0 together with width keeps
 *     each image's own size
 * @param width columns of the tensor; the image is stretched, its aspect is not kept
 * @param channelOrder the last axis
 * @param interpolation how sizes are changed
 * @param honourOrientation whether the EXIF orientation (TIFF tag 274) of a file is applied. An
 *     image struct has none.
 * @param maxPixels the largest width times height that is unpacked, checked before it is
 * @serial exclude
 */
public record ImageDecoding(
    int height,
    int width,
    ChannelOrder channelOrder,
    Interpolation interpolation,
    boolean honourOrientation,
    int maxPixels)
    implements Serializable {

  /** The default limit: 256 MiB of RGB, the limit of the Python Imaging Library too. */
  public static final int DEFAULT_MAX_PIXELS = 89_478_485;

  /** The highest limit: four bytes a pixel must fit into one array. */
  public static final int HIGHEST_MAX_PIXELS = (Integer.MAX_VALUE - 8) / 4;

  /**
   * Checks the values.
   *
   * @param height rows, 0 for each image's own
   * @param width columns, 0 for each image's own
   * @param channelOrder the last axis
   * @param interpolation how sizes are changed
   * @param honourOrientation whether the EXIF orientation is applied
   * @param maxPixels the largest width times height
   * @throws IllegalArgumentException if a size or the limit is out of range, or only one of height
   *     and width is 0
   */
  public ImageDecoding {
    requireNonNull(channelOrder, "channelOrder");
    requireNonNull(interpolation, "interpolation");
    if (height < 0 || width < 0 || (height == 0) != (width == 0)) {
      throw new IllegalArgumentException(
          "height and width must both be positive, or both 0 for each image's own size: "
              + height
              + " x "
              + width);
    }
    if (maxPixels < 1 || maxPixels > HIGHEST_MAX_PIXELS) {
      throw new IllegalArgumentException(
          "maxPixels must be from 1 to " + HIGHEST_MAX_PIXELS + ": " + maxPixels);
    }
    if ((long) height * width > HIGHEST_MAX_PIXELS) {
      throw new IllegalArgumentException(
          "height times width must be at most "
              + HIGHEST_MAX_PIXELS
              + ": "
              + height
              + " x "
              + width);
    }
  }

  /**
   * Images of their own size: RGB, orientation applied, {@link #DEFAULT_MAX_PIXELS}.
   *
   * @return the options
   */
  public static ImageDecoding ownSize() {
    return new ImageDecoding(
        0, 0, ChannelOrder.RGB, Interpolation.BILINEAR_ANTIALIAS, true, DEFAULT_MAX_PIXELS);
  }

  /**
   * Images of one size: RGB, {@link Interpolation#BILINEAR_ANTIALIAS}, orientation applied, {@link
   * #DEFAULT_MAX_PIXELS}.
   *
   * @param height rows
   * @param width columns
   * @return the options
   */
  public static ImageDecoding ofSize(int height, int width) {
    return new ImageDecoding(
        height,
        width,
        ChannelOrder.RGB,
        Interpolation.BILINEAR_ANTIALIAS,
        true,
        DEFAULT_MAX_PIXELS);
  }

  /**
   * Whether images keep their own size.
   *
   * @return true if height and width are 0
   */
  public boolean keepsOwnSize() {
    return height == 0;
  }

  /**
   * The same options with another last axis.
   *
   * @param value the channel order
   * @return new options
   */
  public ImageDecoding withChannelOrder(ChannelOrder value) {
    return new ImageDecoding(height, width, value, interpolation, honourOrientation, maxPixels);
  }

  /**
   * The same options with another way to change sizes.
   *
   * @param value the interpolation
   * @return new options
   */
  public ImageDecoding withInterpolation(Interpolation value) {
    return new ImageDecoding(height, width, channelOrder, value, honourOrientation, maxPixels);
  }

  /**
   * The same options with the orientation applied or not.
   *
   * @param value whether it is applied
   * @return new options
   */
  public ImageDecoding withHonourOrientation(boolean value) {
    return new ImageDecoding(height, width, channelOrder, interpolation, value, maxPixels);
  }

  /**
   * The same options with another limit.
   *
   * @param value the largest width times height
   * @return new options
   */
  public ImageDecoding withMaxPixels(int value) {
    return new ImageDecoding(height, width, channelOrder, interpolation, honourOrientation, value);
  }
}
