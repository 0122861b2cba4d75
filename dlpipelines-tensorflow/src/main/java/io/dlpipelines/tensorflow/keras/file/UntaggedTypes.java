package io.dlpipelines.tensorflow.keras.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Replaces datatypes in object headers of HDF5 that jhdf cannot parse. h5py writes bfloat16 as an
 * opaque type of two bytes without a tag, and jhdf requires a tag. It is presented to jhdf as a
 * reference of two bytes, which is no type that files have.
 */
final class UntaggedTypes {
  /** Bytes of an element. */
  static final int SIZE = 2;

  /**
   * A message of kind 3 (datatype) with 8 bytes of data, as object headers of version 1 have it.
   */
  private static final int MESSAGE = 0x0008_0003;

  private static final int OPAQUE = 0x15;
  private static final int REFERENCE = 0x17;
  private static final int MESSAGE_BYTES = 16;
  private static final int DATA_OFFSET = 8;

  private UntaggedTypes() {}

  /** Changes what was read of a file, from a position of the buffer to its current one. */
  static void replace(ByteBuffer read, int start) {
    ByteBuffer bytes = read.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (int at = start; at <= read.position() - MESSAGE_BYTES; at += DATA_OFFSET) {
      if (bytes.getInt(at) == MESSAGE
          && bytes.getInt(at + DATA_OFFSET) == OPAQUE
          && bytes.getInt(at + DATA_OFFSET + Integer.BYTES) == SIZE) {
        bytes.put(at + DATA_OFFSET, (byte) REFERENCE);
      }
    }
  }
}
