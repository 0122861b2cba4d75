package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/**
 * The first image of a TIFF file, with its claims checked before memory is taken for them.
 *
 * @param directory its tags
 * @param width columns
 * @param height rows
 * @param bits bits of a sample
 * @param samples samples of a pixel, alpha and other extra ones included
 * @param photometric the meaning of samples
 * @param compression how pieces are stored
 * @param planar whether each sample has pieces of its own
 * @param premultiplied whether colours are multiplied by an alpha behind them
 * @param pieces strips or tiles
 */
record TiffFile(
    TiffDirectory directory,
    int width,
    int height,
    int bits,
    int samples,
    TiffPhotometric photometric,
    TiffCompression compression,
    boolean planar,
    boolean premultiplied,
    TiffPieces pieces) {
  static final int FILL_ORDER = 266;
  static final int PREDICTOR = 317;

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS_PER_SAMPLE = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int PLANAR_CONFIGURATION = 284;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;
  private static final int DNG_VERSION = 50706;
  private static final int APART = 2;
  private static final int ASSOCIATED_ALPHA = 1;
  private static final int UNSIGNED = 1;
  private static final int SIGNED = 2;
  private static final int UNDEFINED = 4;
  private static final int MAX_SAMPLES = 16;

  static TiffFile read(byte[] file, PixelLimit limit) throws InvalidCellException {
    TiffDirectory directory = TiffDirectory.open(file, 0, file.length);
    directory.checkEntries();
    long width = directory.value(WIDTH, 0);
    long height = directory.value(HEIGHT, 0);
    limit.check(width, height);
    if (directory.has(DNG_VERSION)) {
      throw new InvalidCellException(
          "camera raw (DNG) images cannot be read; " + ImageFormat.READABLE);
    }
    TiffPhotometric photometric = photometric(directory);
    TiffCompression compression = TiffCompression.of(directory.value(COMPRESSION, 1));
    long samples = directory.value(SAMPLES_PER_PIXEL, 1);
    if (samples < photometric.samples() || samples > MAX_SAMPLES) {
      throw new InvalidCellException(
          "a "
              + photometric.displayName()
              + " TIFF of "
              + samples
              + " samples a pixel cannot be read");
    }
    int bits = bits(directory, samples);
    checkFormat(directory);
    boolean planar = samples > 1 && directory.value(PLANAR_CONFIGURATION, 1) == APART;
    return new TiffFile(
        directory,
        (int) width,
        (int) height,
        bits,
        (int) samples,
        photometric,
        compression,
        planar,
        samples > photometric.samples() && directory.value(EXTRA_SAMPLES, 0) == ASSOCIATED_ALPHA,
        TiffPieces.read(directory, (int) width, (int) height, planar ? (int) samples : 1, limit));
  }

  ImageHeader header() throws InvalidCellException {
    return new ImageHeader(
        width, height, false, Orientation.ofExif(directory.value(Orientation.TAG, 1)));
  }

  long photometricNumber() throws InvalidCellException {
    return directory.value(PHOTOMETRIC, -1);
  }

  long compressionNumber() throws InvalidCellException {
    return directory.value(COMPRESSION, 1);
  }

  private static TiffPhotometric photometric(TiffDirectory directory) throws InvalidCellException {
    if (!directory.has(PHOTOMETRIC)) {
      throw new InvalidCellException("the TIFF does not say what its samples mean (tag 262)");
    }
    return TiffPhotometric.of(directory.value(PHOTOMETRIC, -1));
  }

  private static int bits(TiffDirectory directory, long samples) throws InvalidCellException {
    long bits = directory.value(BITS_PER_SAMPLE, 1);
    for (long each : directory.values(BITS_PER_SAMPLE)) {
      if (each != bits) {
        throw new InvalidCellException("a TIFF whose samples differ in bits cannot be read");
      }
    }
    if (bits < 1 || (bits > 16 && bits != 32)) {
      throw new InvalidCellException(
          "a TIFF of " + samples + " x " + bits + " bits a pixel cannot be read");
    }
    return (int) bits;
  }

  private static void checkFormat(TiffDirectory directory) throws InvalidCellException {
    for (long format : directory.values(SAMPLE_FORMAT)) {
      if (format != UNSIGNED && format != UNDEFINED) {
        throw new InvalidCellException(
            "a TIFF of "
                + (format == SIGNED ? "signed" : "floating-point or complex")
                + " values cannot be read as an image");
      }
    }
  }
}
