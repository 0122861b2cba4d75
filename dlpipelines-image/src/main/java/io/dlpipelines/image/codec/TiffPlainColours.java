package io.dlpipelines.image.codec;

/**
 * Grey and RGB.
 *
 * @param channels 1 or 3
 * @param samples samples of a pixel; those behind the colours are dropped
 * @param bits bits of a sample
 * @param inverted whether 0 is white
 */
record TiffPlainColours(int channels, int samples, int bits, boolean inverted)
    implements TiffColours {

  @Override
  public void convert(int[] row, int pixels, byte[] target, int at) {
    int flip = inverted ? 0xff : 0;
    int to = at;
    for (int x = 0, from = 0; x < pixels; x++, from += samples) {
      for (int channel = 0; channel < channels; channel++) {
        target[to++] = (byte) (TiffColours.toEightBits(row[from + channel], bits) ^ flip);
      }
    }
  }
}
