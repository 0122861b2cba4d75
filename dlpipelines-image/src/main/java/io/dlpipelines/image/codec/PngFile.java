package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;
import java.io.ByteArrayOutputStream;

/**
 * A PNG file's header, and its bytes without what could be unpacked beside the image: compressed
 * texts and colour profiles, each of which libpng would unpack to as much as 8 MB.
 *
 * @param header from the IHDR and eXIf chunks
 * @param content what the decoder is given
 */
record PngFile(ImageHeader header, byte[] content) {
  private static final int SIGNATURE_BYTES = 8;
  private static final int CHUNK_OVERHEAD = 12;
  private static final int IHDR = 0x49484452;
  private static final int IEND = 0x49454e44;
  private static final int EXIF = 0x65584966;
  private static final int ZTXT = 0x7a545874;
  private static final int ITXT = 0x69545874;
  private static final int ICCP = 0x69434350;

  static PngFile read(byte[] file) throws InvalidCellException {
    HeaderBytes bytes = HeaderBytes.bigEndian(file);
    if (bytes.unsigned32(SIGNATURE_BYTES + 4) != IHDR) {
      throw new InvalidCellException("the PNG does not begin with its header");
    }
    long width = bytes.unsigned32(SIGNATURE_BYTES + 8);
    long height = bytes.unsigned32(SIGNATURE_BYTES + 12);
    int colourType = bytes.unsigned8(SIGNATURE_BYTES + 17);
    Orientation orientation = Orientation.UPRIGHT;
    ByteArrayOutputStream kept = null;
    int keptUpTo = 0;
    long position = SIGNATURE_BYTES;
    while (bytes.has(position, CHUNK_OVERHEAD)) {
      long end = position + CHUNK_OVERHEAD + bytes.unsigned32(position);
      int type = bytes.signed32(position + 4);
      if (end > file.length || type == IEND) {
        break;
      }
      if (type == EXIF) {
        orientation = TiffDirectory.exifOrientation(file, (int) position + 8, (int) end - 4);
      } else if (type == ZTXT || type == ITXT || type == ICCP) {
        if (kept == null) {
          kept = new ByteArrayOutputStream(file.length);
        }
        kept.write(file, keptUpTo, (int) position - keptUpTo);
        keptUpTo = (int) end;
      }
      position = end;
    }
    byte[] content = file;
    if (kept != null) {
      kept.write(file, keptUpTo, file.length - keptUpTo);
      content = kept.toByteArray();
    }
    boolean grey = (colourType & 2) == 0;
    return new PngFile(new ImageHeader(width, height, grey, orientation), content);
  }
}
