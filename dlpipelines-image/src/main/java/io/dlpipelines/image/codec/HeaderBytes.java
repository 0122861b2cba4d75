package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/**
 * Numbers in the header of a file. Every read is checked.
 *
 * @param bytes the file
 * @param start where positions count from
 * @param end where readable bytes end
 * @param bigEndian the order of a number's bytes
 */
record HeaderBytes(byte[] bytes, int start, int end, boolean bigEndian) {

  static HeaderBytes bigEndian(byte[] file) {
    return new HeaderBytes(file, 0, file.length, true);
  }

  static HeaderBytes littleEndian(byte[] file) {
    return new HeaderBytes(file, 0, file.length, false);
  }

  /** How many bytes there are from the start. */
  int length() {
    return end - start;
  }

  boolean has(long position, long count) {
    return position >= 0 && count >= 0 && position <= length() - count;
  }

  int unsigned8(long position) throws InvalidCellException {
    return bytes[check(position, 1)] & 0xff;
  }

  int unsigned16(long position) throws InvalidCellException {
    int at = check(position, 2);
    int first = bytes[at] & 0xff;
    int second = bytes[at + 1] & 0xff;
    return bigEndian ? first << 8 | second : second << 8 | first;
  }

  long unsigned32(long position) throws InvalidCellException {
    long first = unsigned16(position);
    long second = unsigned16(position + 2);
    return bigEndian ? first << 16 | second : second << 16 | first;
  }

  int signed32(long position) throws InvalidCellException {
    return (int) unsigned32(position);
  }

  private int check(long position, int count) throws InvalidCellException {
    if (!has(position, count)) {
      throw new InvalidCellException("the file ends within its header");
    }
    return start + (int) position;
  }
}
