package io.dlpipelines.image.codec;

/**
 * An unpacked image that lies somewhere in an array.
 *
 * @param bytes the array, 8 bits a value
 * @param offset of the top left pixel
 * @param rowStride bytes from a row to the one below it; negative where rows lie bottom-up
 * @param width columns
 * @param height rows
 * @param pixelStride bytes from a pixel to the next: 1 for grey, 3 for colour, 4 for colour with a
 *     byte behind it that does not count
 * @param blueFirst whether colours are blue, green, red, else red, green, blue
 */
record Pixels(
    byte[] bytes,
    int offset,
    int rowStride,
    int width,
    int height,
    int pixelStride,
    boolean blueFirst) {

  /** Rows from the top without gaps, from the array's start. */
  static Pixels packed(byte[] bytes, int width, int height, int pixelStride, boolean blueFirst) {
    return new Pixels(bytes, 0, width * pixelStride, width, height, pixelStride, blueFirst);
  }

  boolean isGrey() {
    return pixelStride == 1;
  }

  boolean isPacked() {
    return rowStride == width * pixelStride;
  }
}
