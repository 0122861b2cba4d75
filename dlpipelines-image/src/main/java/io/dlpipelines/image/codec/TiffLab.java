package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/**
 * CIE 1976 L*a*b* to sRGB (IEC 61966-2-1), its white adapted to D65 after Bradford.
 *
 * @param samples samples of a pixel, of which the first three count
 * @param lightnessScale the sample of L* = 100
 * @param chromaUnit the step of a* and b* that is 1
 * @param chromaZero the sample of a* = 0, where they are stored with an offset, else 0
 * @param toRgb from X, Y, Z relative to white to linear RGB, row by row
 */
record TiffLab(int samples, double lightnessScale, int chromaUnit, int chromaZero, double[] toRgb)
    implements TiffColours {
  private static final int WHITE_POINT = 318;
  private static final int ICC_PROFILE = 34675;
  private static final double[] D50 = {0.34567, 0.35850};
  private static final double[] D65 = {0.31271, 0.32902};
  private static final double[] XYZ_TO_RGB = {
    3.2404542, -1.5371385, -0.4985314, //
    -0.9692660, 1.8760108, 0.0415560, //
    0.0556434, -0.2040259, 1.0572252
  };
  private static final double[] BRADFORD = {
    0.8951, 0.2664, -0.1614, //
    -0.7502, 1.7135, 0.0367, //
    0.0389, -0.0685, 1.0296
  };
  private static final double[] BRADFORD_INVERSE = {
    0.9869929, -0.1470543, 0.1599627, //
    0.4323053, 0.5183603, 0.0492912, //
    -0.0085287, 0.0400428, 0.9684867
  };

  /** The sRGB value of linear light, counted in 1/65535. */
  private static final byte[] GAMMA = gamma();

  static TiffLab of(TiffFile tiff) throws InvalidCellException {
    if (tiff.bits() != 8 && tiff.bits() != 16) {
      throw new InvalidCellException(
          "an L*a*b* TIFF of " + tiff.bits() + " bits a sample cannot be read");
    }
    boolean wide = tiff.bits() == 16;
    boolean icc = tiff.photometric() == TiffPhotometric.ICCLAB;
    if (wide && icc) {
      throw new InvalidCellException(
          "an ICC L*a*b* TIFF of 16 bits a sample cannot be read: ICC profiles of version 2 and 4"
              + " scale L* differently");
    }
    int chromaUnit = wide ? 256 : 1;
    return new TiffLab(
        tiff.samples(), wide ? 0xffff : 0xff, chromaUnit, icc ? 128 : 0, toRgb(white(tiff, icc)));
  }

  private static double[] white(TiffFile tiff, boolean icc) throws InvalidCellException {
    if (icc) {
      return D50;
    }
    if (tiff.directory().has(WHITE_POINT)) {
      double[] white = tiff.directory().rationals(WHITE_POINT, Double.NaN, Double.NaN);
      if (white[0] > 0 && white[1] > 0 && white[0] + white[1] < 1) {
        return white;
      }
      throw new InvalidCellException("the L*a*b* TIFF's white point (tag 318) is not a colour");
    }
    if (tiff.directory().has(ICC_PROFILE)) {
      return D50;
    }
    throw new InvalidCellException(
        "the L*a*b* TIFF has neither a white point (tag 318) nor an ICC profile, so that its"
            + " colours are not known; write the image as RGB");
  }

  @Override
  public int channels() {
    return 3;
  }

  @Override
  public void convert(int[] row, int pixels, byte[] target, int at) {
    for (int x = 0, from = 0, to = at; x < pixels; x++, from += samples, to += 3) {
      double fy = (row[from] * 100 / lightnessScale + 16) / 116;
      double relativeX = cubed(fy + chroma(row[from + 1]) / 500);
      double relativeY = cubed(fy);
      double relativeZ = cubed(fy - chroma(row[from + 2]) / 200);
      for (int channel = 0; channel < 3; channel++) {
        double light =
            toRgb[3 * channel] * relativeX
                + toRgb[3 * channel + 1] * relativeY
                + toRgb[3 * channel + 2] * relativeZ;
        target[to + channel] =
            GAMMA[(int) (Math.max(0, Math.min(1, light)) * (GAMMA.length - 1) + 0.5)];
      }
    }
  }

  private double chroma(int sample) {
    int shifted = sample - chromaZero;
    int signed = chromaZero > 0 ? shifted : chromaUnit == 1 ? (byte) shifted : (short) shifted;
    return (double) signed / chromaUnit;
  }

  private static double cubed(double f) {
    double edge = 6.0 / 29;
    return f > edge ? f * f * f : 3 * edge * edge * (f - 4.0 / 29);
  }

  private static double[] toRgb(double[] white) {
    double[] from = tristimulus(white);
    double[] cones = times(BRADFORD, from, 1);
    double[] seen = times(BRADFORD, tristimulus(D65), 1);
    double[] scaled = BRADFORD.clone();
    for (int i = 0; i < 9; i++) {
      scaled[i] *= seen[i / 3] / cones[i / 3] * from[i % 3];
    }
    return times(XYZ_TO_RGB, times(BRADFORD_INVERSE, scaled, 3), 3);
  }

  private static double[] tristimulus(double[] xy) {
    return new double[] {xy[0] / xy[1], 1, (1 - xy[0] - xy[1]) / xy[1]};
  }

  /** The product of a 3 × 3 matrix and one of so many columns. */
  private static double[] times(double[] left, double[] right, int columns) {
    double[] product = new double[3 * columns];
    for (int i = 0; i < product.length; i++) {
      for (int k = 0; k < 3; k++) {
        product[i] += left[i / columns * 3 + k] * right[k * columns + i % columns];
      }
    }
    return product;
  }

  private static byte[] gamma() {
    byte[] gamma = new byte[1 << 16];
    for (int i = 0; i < gamma.length; i++) {
      double light = i / (gamma.length - 1.0);
      double value = light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
      gamma[i] = (byte) Math.round(255 * value);
    }
    return gamma;
  }
}
