package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/**
 * Cyan, magenta, yellow and black: {@code (1 - ink) * (1 - black)}.
 *
 * @param samples samples of a pixel, of which the first four are inks
 * @param bits bits of a sample
 */
record TiffInks(int samples, int bits) implements TiffColours {
  private static final int INK_SET = 332;
  private static final int DOT_RANGE = 336;
  private static final int CMYK = 1;

  static TiffInks of(TiffFile tiff) throws InvalidCellException {
    long inkSet = tiff.directory().value(INK_SET, CMYK);
    if (inkSet != CMYK) {
      throw new InvalidCellException(
          "a TIFF of other inks than CMYK (InkSet " + inkSet + ") cannot be read");
    }
    long[] range = tiff.directory().values(DOT_RANGE);
    if (range.length >= 2 && (range[0] != 0 || range[1] != (1L << tiff.bits()) - 1)) {
      throw new InvalidCellException(
          "a CMYK TIFF whose inks reach from "
              + range[0]
              + " to "
              + range[1]
              + " (DotRange) cannot be read");
    }
    return new TiffInks(tiff.samples(), tiff.bits());
  }

  @Override
  public int channels() {
    return 3;
  }

  @Override
  public void convert(int[] row, int pixels, byte[] target, int at) {
    int to = at;
    for (int x = 0, from = 0; x < pixels; x++, from += samples) {
      int white = 255 - TiffColours.toEightBits(row[from + 3], bits);
      for (int ink = from; ink < from + 3; ink++) {
        target[to++] = (byte) ((255 - TiffColours.toEightBits(row[ink], bits)) * white / 255);
      }
    }
  }
}
