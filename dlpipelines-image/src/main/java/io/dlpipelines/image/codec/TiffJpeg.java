package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;
import java.io.ByteArrayOutputStream;

/**
 * The strips and tiles of a JPEG-compressed TIFF as complete JPEG files: with the tables that they
 * share, and with a marker that tells RGB from YCbCr, which in a TIFF its tags do.
 *
 * @param tables the shared tables, a JPEG file without an image; empty where there are none
 * @param components components of an image
 * @param lumaChroma whether three components are YCbCr
 */
record TiffJpeg(byte[] tables, int components, boolean lumaChroma) {
  private static final int JPEG_TABLES = 347;
  private static final int MARKER_BYTES = 2;
  private static final int START_OF_SCAN = 0xda;
  private static final int FIRST_APPLICATION = 0xe0;
  private static final int LAST_APPLICATION = 0xef;

  static TiffJpeg of(TiffFile tiff) throws InvalidCellException {
    boolean readable =
        switch (tiff.photometric()) {
          case BLACK_IS_ZERO, WHITE_IS_ZERO -> tiff.samples() == 1;
          case RGB, YCBCR -> tiff.samples() == 3;
          default -> false;
        };
    if (!readable || tiff.bits() != 8 || tiff.planar()) {
      throw new InvalidCellException(
          "a TIFF of JPEG-compressed "
              + tiff.photometric().displayName()
              + " of "
              + tiff.samples()
              + " x "
              + tiff.bits()
              + " bits a pixel"
              + (tiff.planar() ? " in planes" : "")
              + " cannot be read");
    }
    return new TiffJpeg(
        tiff.directory().content(JPEG_TABLES),
        tiff.samples(),
        tiff.photometric() == TiffPhotometric.YCBCR);
  }

  /** A JPEG file of one piece. */
  byte[] file(byte[] tiff, int offset, int length) throws InvalidCellException {
    ByteArrayOutputStream file = new ByteArrayOutputStream(length + tables.length + 18);
    file.write(0xff);
    file.write(0xd8);
    file.writeBytes(
        new byte[] {
          (byte) 0xff,
          (byte) 0xee,
          0,
          14,
          'A',
          'd',
          'o',
          'b',
          'e',
          0,
          100,
          0,
          0,
          0,
          0,
          (byte) (lumaChroma ? 1 : 0)
        });
    if (tables.length > 2 * MARKER_BYTES) {
      file.write(tables, MARKER_BYTES, tables.length - 2 * MARKER_BYTES);
    }
    HeaderBytes piece = new HeaderBytes(tiff, offset, offset + length, true);
    int position = MARKER_BYTES;
    while (piece.unsigned8(position + 1) != START_OF_SCAN) {
      int marker = piece.unsigned8(position + 1);
      int segmentBytes = MARKER_BYTES + piece.unsigned16(position + MARKER_BYTES);
      if (piece.unsigned8(position) != 0xff || !piece.has(position, segmentBytes)) {
        throw new InvalidCellException("the TIFF's JPEG data are broken");
      }
      if (JpegHeader.isStartOfFrame(marker) && piece.unsigned8(position + 9) != components) {
        throw new InvalidCellException(
            "the TIFF's tags and its JPEG data differ in the number of components");
      }
      if (marker < FIRST_APPLICATION || marker > LAST_APPLICATION) {
        file.write(tiff, offset + position, segmentBytes);
      }
      position += segmentBytes;
    }
    file.write(tiff, offset + position, length - position);
    return file.toByteArray();
  }
}
