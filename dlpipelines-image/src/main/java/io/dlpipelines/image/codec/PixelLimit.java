package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/**
 * How large an image may be before anything of it is unpacked.
 *
 * @param maxPixels the largest width times height
 */
record PixelLimit(int maxPixels) {

  /** Beyond it one row alone would take more memory than a large image; PNG has the same limit. */
  private static final int MAX_SIDE = 1_000_000;

  /**
   * No format needs more than four 16-bit values a pixel; the rest is room for what else it has.
   */
  private static final int BYTES_PER_PIXEL = 8;

  private static final int EXTRA_BYTES = 16 << 20;

  void check(long width, long height) throws InvalidCellException {
    if (width < 1 || height < 1) {
      throw new InvalidCellException("the image has no pixels (" + width + " x " + height + ")");
    }
    if (width > MAX_SIDE || height > MAX_SIDE) {
      throw new InvalidCellException(
          "the image is "
              + width
              + " x "
              + height
              + " pixels; a side can have at most "
              + MAX_SIDE);
    }
    if (width * height > maxPixels) {
      throw new InvalidCellException(
          "the image has "
              + width
              + " x "
              + height
              + " = "
              + width * height
              + " pixels, more than maxPixels = "
              + maxPixels
              + "; raise maxPixels to read it");
    }
  }

  /** The longest file that is read. */
  long maxFileBytes() {
    return Math.min(Integer.MAX_VALUE - 8L, (long) maxPixels * BYTES_PER_PIXEL + EXTRA_BYTES);
  }
}
