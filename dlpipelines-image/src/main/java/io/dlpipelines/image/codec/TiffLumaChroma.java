package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/**
 * YCbCr of 8 bits (TIFF 6.0, section 21).
 *
 * @param samples samples of a pixel, of which the first three count
 * @param coefficients shares of red, green and blue in luma
 * @param range the values of luma for black and white, and of each chroma for none and the most
 */
record TiffLumaChroma(int samples, double[] coefficients, double[] range) implements TiffColours {
  private static final int COEFFICIENTS = 529;
  private static final int REFERENCE_BLACK_WHITE = 532;

  static TiffLumaChroma of(TiffFile tiff) throws InvalidCellException {
    if (tiff.bits() != 8) {
      throw new InvalidCellException(
          "a YCbCr TIFF of " + tiff.bits() + " bits a sample cannot be read");
    }
    return new TiffLumaChroma(
        tiff.samples(),
        tiff.directory().rationals(COEFFICIENTS, 0.299, 0.587, 0.114),
        tiff.directory().rationals(REFERENCE_BLACK_WHITE, 0, 255, 128, 255, 128, 255));
  }

  @Override
  public int channels() {
    return 3;
  }

  @Override
  public void convert(int[] row, int pixels, byte[] target, int at) {
    double lumaRed = coefficients[0];
    double lumaGreen = coefficients[1];
    double lumaBlue = coefficients[2];
    int to = at;
    for (int x = 0, from = 0; x < pixels; x++, from += samples, to += 3) {
      double luma = scaled(row[from], 0, 255);
      double red = luma + (2 - 2 * lumaRed) * scaled(row[from + 2], 4, 127);
      double blue = luma + (2 - 2 * lumaBlue) * scaled(row[from + 1], 2, 127);
      double green = (luma - lumaBlue * blue - lumaRed * red) / lumaGreen;
      target[to] = (byte) PixelSink.rounded((float) red);
      target[to + 1] = (byte) PixelSink.rounded((float) green);
      target[to + 2] = (byte) PixelSink.rounded((float) blue);
    }
  }

  private double scaled(int value, int from, double most) {
    return (value - range[from]) * most / (range[from + 1] - range[from]);
  }
}
