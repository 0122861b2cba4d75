package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/** Reads the segments of a JPEG file up to its first scan, the way libjpeg finds them. */
final class JpegHeader {
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int JPEG_LS_FRAME = 0xf7;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

  /** Cameras and encoders write about ten; each costs a pass over the whole image. */
  private static final int MAX_SCANS = 500;

  private final HeaderBytes bytes;
  private int position = 2;
  private Orientation orientation = Orientation.UPRIGHT;
  private boolean exifSeen;

  private JpegHeader(byte[] file) {
    bytes = HeaderBytes.bigEndian(file);
  }

  static ImageHeader read(byte[] file) throws InvalidCellException {
    return new JpegHeader(file).read();
  }

  private ImageHeader read() throws InvalidCellException {
    long width = 0;
    long height = 0;
    int components = 0;
    boolean progressive = false;
    boolean adobe = false;
    for (int marker = nextMarker(); marker != START_OF_SCAN; marker = nextMarker()) {
      if (marker == END_OF_IMAGE) {
        throw new InvalidCellException("the JPEG has no image data");
      }
      if (isStandalone(marker)) {
        continue;
      }
      if (marker == JPEG_LS_FRAME) {
        throw new InvalidCellException("JPEG-LS images cannot be read");
      }
      int length = bytes.unsigned16(position);
      if (isStartOfFrame(marker) && components == 0) {
        checkFrame(marker, bytes.unsigned8(position + 2));
        height = bytes.unsigned16(position + 3);
        width = bytes.unsigned16(position + 5);
        components = bytes.unsigned8(position + 7);
        progressive = (marker & 3) == 2;
      } else if (marker == APP1) {
        readExif(length);
      } else if (marker == APP14) {
        adobe |= Signature.matches("Adobe", position + 2, bytes.bytes());
      }
      position += Math.max(2, length);
    }
    if (components == 0) {
      throw new InvalidCellException("the JPEG has no frame header");
    }
    if (components == 4 && !adobe) {
      throw new InvalidCellException(
          "the CMYK JPEG has no Adobe marker, so that it is not known whether its inks are"
              + " inverted; write the image as RGB");
    }
    if (progressive || bytes.unsigned8(position + 2) < components) {
      checkScans();
    }
    return new ImageHeader(width, height, components == 1, orientation);
  }

  /** Refuses the frames of standards that libjpeg does not implement. */
  private static void checkFrame(int marker, int bits) throws InvalidCellException {
    if (bits != 8) {
      throw new InvalidCellException("a JPEG of " + bits + " bits a sample cannot be read");
    }
    if ((marker & 3) == 3 || (marker >= 0xc5 && marker <= 0xc7) || marker >= 0xcd) {
      throw new InvalidCellException("lossless and hierarchical JPEG images cannot be read");
    }
  }

  /** Moves behind the next marker, over fill bytes and junk. */
  private int nextMarker() throws InvalidCellException {
    while (true) {
      while (bytes.unsigned8(position) != 0xff) {
        position++;
      }
      while (bytes.unsigned8(position) == 0xff) {
        position++;
      }
      int marker = bytes.unsigned8(position++);
      if (marker != 0) {
        return marker;
      }
    }
  }

  private void readExif(int length) {
    if (exifSeen || length < 2 + EXIF.length || !bytes.has(position, length)) {
      return;
    }
    for (int i = 0; i < EXIF.length; i++) {
      if (bytes.bytes()[position + 2 + i] != EXIF[i]) {
        return;
      }
    }
    exifSeen = true;
    orientation =
        TiffDirectory.exifOrientation(bytes.bytes(), position + 2 + EXIF.length, position + length);
  }

  private void checkScans() throws InvalidCellException {
    byte[] file = bytes.bytes();
    int scans = 1;
    for (int i = position; i < file.length - 1; i++) {
      if (file[i] == (byte) 0xff && file[i + 1] == (byte) START_OF_SCAN && ++scans > MAX_SCANS) {
        throw new InvalidCellException("the JPEG has more than " + MAX_SCANS + " scans");
      }
    }
  }

  private static boolean isStandalone(int marker) {
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
  }

  static boolean isStartOfFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }
}
