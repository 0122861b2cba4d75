package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/** Makes grey or RGB pixels of 8 bits of a TIFF's samples. */
interface TiffColours {

  /** Bytes of a pixel: 1 for grey, 3 for red, green and blue. */
  int channels();

  /**
   * Converts the first pixels of a row.
   *
   * @param row samples, as {@link TiffRows} reads them
   * @param pixels how many
   * @param target receives {@link #channels} bytes for each
   * @param at where they begin
   */
  void convert(int[] row, int pixels, byte[] target, int at);

  /** The conversion that a file asks for. */
  static TiffColours of(TiffFile tiff) throws InvalidCellException {
    TiffPhotometric photometric = tiff.photometric();
    if (tiff.premultiplied()) {
      return switch (photometric) {
        case BLACK_IS_ZERO, RGB -> new TiffPremultiplied(photometric.samples(), tiff.samples());
        default ->
            throw new InvalidCellException(
                "a "
                    + photometric.displayName()
                    + " TIFF with associated alpha (ExtraSamples 1) cannot be read");
      };
    }
    return switch (photometric) {
      case BLACK_IS_ZERO, RGB ->
          new TiffPlainColours(photometric.samples(), tiff.samples(), tiff.bits(), false);
      case WHITE_IS_ZERO -> new TiffPlainColours(1, tiff.samples(), tiff.bits(), true);
      case PALETTE -> TiffPalette.of(tiff);
      case SEPARATED -> TiffInks.of(tiff);
      case YCBCR -> TiffLumaChroma.of(tiff);
      case CIELAB, ICCLAB -> TiffLab.of(tiff);
      case TRANSPARENCY_MASK,
          ITULAB,
          COLOR_FILTER_ARRAY,
          LOG_L,
          LOG_LUV,
          LINEAR_RAW,
          DEPTH_MAP,
          SEMANTIC_MASK,
          UNKNOWN ->
          throw new InvalidCellException(
              "TIFFs with photometric interpretation "
                  + tiff.photometricNumber()
                  + " ("
                  + photometric.displayName()
                  + ") cannot be read; "
                  + TiffPhotometric.READABLE);
    };
  }

  /** A sample's upper 8 bits, or its 8-bit value where it has fewer. */
  static int toEightBits(int value, int bits) {
    return bits >= 8 ? value >>> (Math.min(bits, 16) - 8) : value * 255 / ((1 << bits) - 1);
  }
}
