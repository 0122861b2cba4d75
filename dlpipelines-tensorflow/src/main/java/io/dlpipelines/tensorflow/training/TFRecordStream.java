package io.dlpipelines.tensorflow.training;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Records in TensorFlow's framing: length (8 bytes, little-endian), masked CRC-32C of the length,
 * the record, masked CRC-32C of the record.
 */
final class TFRecordStream {
  private static final int MASK_DELTA = 0xa282ead8;

  private final OutputStream out;

  TFRecordStream(OutputStream out) {
    this.out = out;
  }

  void write(byte[] bytes) throws IOException {
    byte[] length = littleEndian(Long.BYTES).putLong(bytes.length).array();
    ByteBuffer framed = littleEndian(length.length + bytes.length + 2 * Integer.BYTES);
    framed.put(length).putInt(maskedCrc(length)).put(bytes).putInt(maskedCrc(bytes));
    out.write(framed.array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A checksum of bytes that hold checksums is a weak one, hence the mask. */
  private static int maskedCrc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }
}
