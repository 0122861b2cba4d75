package io.dlpipelines.image.codec;

/**
 * Pixels in Java memory, 8 bits a value, row-major.
 *
 * @param height rows
 * @param width columns
 * @param channels values of a pixel
 * @param pixels {@code [height, width, channels]}, uint8, not copied
 */
public record DecodedImage(int height, int width, int channels, byte[] pixels) {

  /**
   * One value.
   *
   * @param y the row, from the top
   * @param x the column, from the left
   * @param channel from 0
   * @return 0 to 255
   */
  public int at(int y, int x, int channel) {
    return pixels[(y * width + x) * channels + channel] & 0xff;
  }
}
