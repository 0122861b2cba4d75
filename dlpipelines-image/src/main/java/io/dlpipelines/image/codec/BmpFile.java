package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;
import java.util.Optional;

/**
 * The layout of a BMP file, with its claims checked against the file's length.
 *
 * @param header its size; height is positive
 * @param pixels the pixels as they lie in the file, where they are 24 or 32 bits and not packed
 */
record BmpFile(ImageHeader header, Optional<Pixels> pixels) {
  private static final int FILE_HEADER_BYTES = 14;
  private static final int CORE_HEADER_BYTES = 12;
  private static final int INFO_HEADER_BYTES = 40;
  private static final int PLAIN = 0;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int MASKS = 3;

  static BmpFile read(byte[] file) throws InvalidCellException {
    HeaderBytes bytes = HeaderBytes.littleEndian(file);
    long offset = bytes.unsigned32(10);
    long headerBytes = bytes.unsigned32(FILE_HEADER_BYTES);
    boolean core = headerBytes == CORE_HEADER_BYTES;
    if (!core && headerBytes < INFO_HEADER_BYTES) {
      throw new InvalidCellException("the BMP's header has a length of " + headerBytes);
    }
    long width = core ? bytes.unsigned16(18) : bytes.signed32(18);
    long storedHeight = core ? bytes.unsigned16(20) : bytes.signed32(22);
    int bits = bytes.unsigned16(core ? 24 : 28);
    long compression = core ? PLAIN : bytes.unsigned32(30);
    ImageHeader header = new ImageHeader(width, Math.abs(storedHeight), false, Orientation.UPRIGHT);
    if (compression > MASKS) {
      throw new InvalidCellException("BMP compression " + compression + " cannot be read");
    }
    if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) {
      throw new InvalidCellException("a BMP of " + bits + " bits a pixel cannot be read");
    }
    if (compression == RLE8 || compression == RLE4) {
      if (bits != (compression == RLE8 ? 8 : 4) || bytes.unsigned32(34) > file.length) {
        throw new InvalidCellException("the BMP's header contradicts itself");
      }
    }
    if (bits <= 8 && !core && bytes.unsigned32(46) > 1L << bits) {
      throw new InvalidCellException("the BMP has more colours than its pixels can use");
    }
    if (compression == RLE8 || compression == RLE4 || width < 1 || storedHeight == 0) {
      return new BmpFile(header, Optional.empty());
    }
    long stride = (width * bits + 31) / 32 * 4;
    long lastRow = (width * bits + 7) / 8;
    if (offset < FILE_HEADER_BYTES + headerBytes
        || !bytes.has(offset, stride * (header.height() - 1) + lastRow)) {
      throw new InvalidCellException("the BMP's pixels end early");
    }
    boolean plainOrder = bits == 24 ? compression == PLAIN : bits == 32 && isBgrx(bytes, core);
    if (!plainOrder) {
      return new BmpFile(header, Optional.empty());
    }
    boolean topDown = storedHeight < 0;
    Pixels pixels =
        new Pixels(
            file,
            (int) (topDown ? offset : offset + stride * (header.height() - 1)),
            (int) (topDown ? stride : -stride),
            (int) width,
            (int) header.height(),
            bits / 8,
            true);
    return new BmpFile(header, Optional.of(pixels));
  }

  private static boolean isBgrx(HeaderBytes bytes, boolean core) throws InvalidCellException {
    return core
        || bytes.unsigned32(30) == PLAIN
        || (bytes.unsigned32(54) == 0xff0000
            && bytes.unsigned32(58) == 0xff00
            && bytes.unsigned32(62) == 0xff);
  }
}
