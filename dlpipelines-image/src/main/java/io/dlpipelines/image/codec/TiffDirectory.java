package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/**
 * The first directory of a TIFF file or of EXIF data.
 *
 * @param bytes from the byte order mark on
 * @param position of the number of entries
 * @param entries their number
 */
record TiffDirectory(HeaderBytes bytes, long position, int entries) {
  private static final int ENTRY_BYTES = 12;
  private static final int CLASSIC = 42;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final long ABSENT = -1;

  /** Bytes of one value, by type number. */
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

  /**
   * Opens the first directory.
   *
   * @param file the file
   * @param start of the byte order mark
   * @param end of the data
   */
  static TiffDirectory open(byte[] file, int start, int end) throws InvalidCellException {
    HeaderBytes mark = new HeaderBytes(file, start, end, true);
    HeaderBytes bytes =
        switch (mark.unsigned16(0)) {
          case 'I' << 8 | 'I' -> new HeaderBytes(file, start, end, false);
          case 'M' << 8 | 'M' -> mark;
          default -> throw new InvalidCellException("the TIFF data have no byte order mark");
        };
    if (bytes.unsigned16(2) != CLASSIC) {
      throw new InvalidCellException("BigTIFF files cannot be read; write it as a classic TIFF");
    }
    long position = bytes.unsigned32(4);
    return new TiffDirectory(bytes, position, bytes.unsigned16(position));
  }

  /** The first value of an entry of type SHORT or LONG. */
  long value(int tag, long ifAbsent) throws InvalidCellException {
    long entry = find(tag);
    return entry == ABSENT ? ifAbsent : element(entry, 0, ifAbsent);
  }

  /** Refuses pieces of the image that lie outside the file. */
  void checkPieces(int offsetsTag, int lengthsTag) throws InvalidCellException {
    long offsets = find(offsetsTag);
    long lengths = find(lengthsTag);
    if (offsets == ABSENT || lengths == ABSENT) {
      return;
    }
    long count = Math.min(bytes.unsigned32(offsets + 4), bytes.unsigned32(lengths + 4));
    for (long i = 0; i < count; i++) {
      if (!bytes.has(element(offsets, i, 0), element(lengths, i, 0))) {
        throw new InvalidCellException("the TIFF's image data end early");
      }
    }
  }

  private long find(int tag) throws InvalidCellException {
    for (int i = 0; i < entries; i++) {
      if (bytes.unsigned16(entry(i)) == tag) {
        return entry(i);
      }
    }
    return ABSENT;
  }

  private long element(long entry, long index, long ifOtherType) throws InvalidCellException {
    long count = bytes.unsigned32(entry + 4);
    return switch (bytes.unsigned16(entry + 2)) {
      case SHORT ->
          bytes.unsigned16((count <= 2 ? entry + 8 : bytes.unsigned32(entry + 8)) + 2 * index);
      case LONG ->
          bytes.unsigned32((count <= 1 ? entry + 8 : bytes.unsigned32(entry + 8)) + 4 * index);
      default -> ifOtherType;
    };
  }

  /** Refuses entries that claim more values than the file has bytes. */
  void checkEntries() throws InvalidCellException {
    for (int i = 0; i < entries; i++) {
      long entry = entry(i);
      int type = bytes.unsigned16(entry + 2);
      long valueBytes =
          bytes.unsigned32(entry + 4) * (type < TYPE_BYTES.length ? TYPE_BYTES[type] : 1);
      long at = valueBytes <= 4 ? entry + 8 : bytes.unsigned32(entry + 8);
      if (!bytes.has(at, valueBytes)) {
        throw new InvalidCellException(
            "the TIFF's tag " + bytes.unsigned16(entry) + " points outside the file");
      }
    }
  }

  private long entry(int index) {
    return position + 2 + (long) index * ENTRY_BYTES;
  }

  /** The orientation in EXIF data; upright where they are broken. */
  static Orientation exifOrientation(byte[] file, int start, int end) {
    try {
      return Orientation.ofExif(open(file, start, end).value(Orientation.TAG, 1));
    } catch (InvalidCellException broken) {
      return Orientation.UPRIGHT;
    }
  }
}
