package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/**
 * Indices into a table of colours.
 *
 * @param samples samples of a pixel, of which the first is the index
 * @param colours red, green and blue of each index
 */
record TiffPalette(int samples, byte[] colours) implements TiffColours {
  private static final int COLOUR_MAP = 320;

  /** Colour maps have 16 bits; some writers fill in 8. */
  static TiffPalette of(TiffFile tiff) throws InvalidCellException {
    int entries = tiff.bits() <= 16 ? 1 << tiff.bits() : 0;
    long[] map = tiff.directory().values(COLOUR_MAP);
    if (entries == 0 || map.length < 3 * entries) {
      throw new InvalidCellException("the palette TIFF has no colour for each of its indices");
    }
    long largest = 0;
    for (long value : map) {
      largest = Math.max(largest, value);
    }
    int shift = largest > 255 ? 8 : 0;
    byte[] colours = new byte[3 * entries];
    for (int i = 0; i < entries; i++) {
      for (int channel = 0; channel < 3; channel++) {
        colours[3 * i + channel] = (byte) (map[channel * entries + i] >> shift);
      }
    }
    return new TiffPalette(tiff.samples(), colours);
  }

  @Override
  public int channels() {
    return 3;
  }

  @Override
  public void convert(int[] row, int pixels, byte[] target, int at) {
    for (int x = 0; x < pixels; x++) {
      System.arraycopy(colours, 3 * row[x * samples], target, at + 3 * x, 3);
    }
  }
}
