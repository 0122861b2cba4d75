package io.dlpipelines.image.codec;

/**
 * Grey and RGB that are stored multiplied by alpha, which is undone. Where alpha is 0 they are
 * black.
 *
 * @param channels 1 or 3; alpha follows
 * @param samples samples of a pixel
 */
record TiffPremultiplied(int channels, int samples) implements TiffColours {

  @Override
  public void convert(int[] row, int pixels, byte[] target, int at) {
    int to = at;
    for (int x = 0, from = 0; x < pixels; x++, from += samples) {
      int alpha = row[from + channels];
      for (int channel = 0; channel < channels; channel++) {
        int value = row[from + channel];
        target[to++] = (byte) (alpha == 0 ? 0 : Math.min(255, (value * 255L + alpha / 2) / alpha));
      }
    }
  }
}
