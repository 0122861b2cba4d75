package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;
import java.util.Arrays;

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
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
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
      throw new InvalidCellException(
          "BigTIFF files cannot be read; write the image as a classic TIFF");
    }
    long position = bytes.unsigned32(4);
    return new TiffDirectory(bytes, position, bytes.unsigned16(position));
  }

  /** The first value of an entry of type BYTE, SHORT or LONG. */
  long value(int tag, long ifAbsent) throws InvalidCellException {
    long entry = find(tag);
    return entry == ABSENT ? ifAbsent : element(entry, 0, ifAbsent);
  }

  boolean has(int tag) throws InvalidCellException {
    return find(tag) != ABSENT;
  }

  /** All values of an entry of type BYTE, SHORT or LONG; none where it is absent. */
  long[] values(int tag) throws InvalidCellException {
    long entry = find(tag);
    if (entry == ABSENT) {
      return new long[0];
    }
    long[] values = new long[count(entry)];
    for (int i = 0; i < values.length; i++) {
      values[i] = element(entry, i, 0);
    }
    return values;
  }

  /** All values of an entry of type RATIONAL; as many as are expected, or the default. */
  double[] rationals(int tag, double... ifAbsent) throws InvalidCellException {
    long entry = find(tag);
    if (entry == ABSENT
        || bytes.unsigned16(entry + 2) != RATIONAL
        || bytes.unsigned32(entry + 4) != ifAbsent.length) {
      return ifAbsent;
    }
    double[] values = new double[ifAbsent.length];
    long at = bytes.unsigned32(entry + 8);
    for (int i = 0; i < values.length; i++, at += 8) {
      values[i] = (double) bytes.unsigned32(at) / bytes.unsigned32(at + 4);
    }
    return values;
  }

  /** The bytes of an entry of type UNDEFINED; none where it is absent. */
  byte[] content(int tag) throws InvalidCellException {
    long entry = find(tag);
    if (entry == ABSENT) {
      return new byte[0];
    }
    int length = count(entry);
    int from = bytes.start() + (int) (length <= 4 ? entry + 8 : bytes.unsigned32(entry + 8));
    return Arrays.copyOfRange(bytes.bytes(), from, from + length);
  }

  /** The number of values, which {@link #checkEntries} found within the file. */
  private int count(long entry) throws InvalidCellException {
    long count = bytes.unsigned32(entry + 4);
    if (count > bytes.length()) {
      throw pointsOutside(entry);
    }
    return (int) count;
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
      case BYTE -> bytes.unsigned8((count <= 4 ? entry + 8 : bytes.unsigned32(entry + 8)) + index);
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
        throw pointsOutside(entry);
      }
    }
  }

  private InvalidCellException pointsOutside(long entry) throws InvalidCellException {
    return new InvalidCellException(
        "the TIFF's tag " + bytes.unsigned16(entry) + " points outside the file");
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
