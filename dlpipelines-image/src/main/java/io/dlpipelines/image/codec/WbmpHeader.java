package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/** Reads the header of a wireless bitmap, which has hardly a mark of its own. */
final class WbmpHeader {
  private static final int MAX_NUMBER_BYTES = 4;

  private final HeaderBytes bytes;
  private int position = 2;

  private WbmpHeader(byte[] file) {
    bytes = HeaderBytes.bigEndian(file);
  }

  static ImageHeader read(byte[] file) throws InvalidCellException {
    return new WbmpHeader(file).read();
  }

  private ImageHeader read() throws InvalidCellException {
    long width = number();
    long height = number();
    if ((width + 7) / 8 * height != bytes.length() - position) {
      throw ImageDecoder.unknownFormat();
    }
    return new ImageHeader(width, height, true, Orientation.UPRIGHT);
  }

  private long number() throws InvalidCellException {
    long value = 0;
    for (int i = 0; i < MAX_NUMBER_BYTES && bytes.has(position, 1); i++) {
      int part = bytes.unsigned8(position++);
      value = value << 7 | part & 0x7f;
      if (part < 0x80) {
        return value;
      }
    }
    throw ImageDecoder.unknownFormat();
  }
}
