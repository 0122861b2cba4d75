package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/** Checks what a TIFF file claims, before a reader believes it. */
final class TiffHeader {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS_PER_SAMPLE = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int STRIP_LENGTHS = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_LENGTHS = 325;
  private static final int SAMPLE_FORMAT = 339;

  /** Java versions differ in whether they turn its inks around. */
  private static final int CMYK = 5;

  private static final int OLD_JPEG = 6;
  private static final int JPEG = 7;
  private static final int UNSIGNED = 1;
  private static final int UNDEFINED = 4;
  private static final int MAX_SAMPLES = 6;

  private TiffHeader() {}

  static ImageHeader read(byte[] file, PixelLimit limit) throws InvalidCellException {
    TiffDirectory directory = TiffDirectory.open(file, 0, file.length);
    directory.checkEntries();
    long width = directory.value(WIDTH, 0);
    long height = directory.value(HEIGHT, 0);
    limit.check(width, height);
    limit.check(directory.value(TILE_WIDTH, width), directory.value(TILE_HEIGHT, 1));
    long bits = directory.value(BITS_PER_SAMPLE, 1);
    long samples = directory.value(SAMPLES_PER_PIXEL, 1);
    long format = directory.value(SAMPLE_FORMAT, UNSIGNED);
    if (samples < 1 || samples > MAX_SAMPLES || bits < 1 || bits > 32) {
      throw new InvalidCellException(
          "a TIFF of " + samples + " x " + bits + " bits a pixel cannot be read");
    }
    if (format != UNSIGNED && format != UNDEFINED) {
      throw new InvalidCellException(
          "a TIFF of signed or floating-point values cannot be read as an image");
    }
    long compression = directory.value(COMPRESSION, 1);
    if (directory.value(PHOTOMETRIC, 0) == CMYK
        && (compression == OLD_JPEG || compression == JPEG)) {
      throw new InvalidCellException("a TIFF of JPEG-compressed CMYK cannot be read");
    }
    directory.checkPieces(STRIP_OFFSETS, STRIP_LENGTHS);
    directory.checkPieces(TILE_OFFSETS, TILE_LENGTHS);
    return new ImageHeader(
        width, height, false, Orientation.ofExif(directory.value(Orientation.TAG, 1)));
  }
}
