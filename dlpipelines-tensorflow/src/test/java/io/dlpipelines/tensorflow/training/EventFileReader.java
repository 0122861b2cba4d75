package io.dlpipelines.tensorflow.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.Event;

/** Reads files of events by the book, with checksums computed bit by bit. */
final class EventFileReader {
  private EventFileReader() {}

  static List<Event> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = checked(bytes, 8);
      long size = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
      events.add(Event.parseFrom(checked(bytes, Math.toIntExact(size))));
    }
    return events;
  }

  private static byte[] checked(ByteBuffer bytes, int size) {
    byte[] read = new byte[size];
    bytes.get(read);
    long crc = crc32c(read);
    long masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8L) & 0xffffffffL;
    long stored = bytes.getInt() & 0xffffffffL;
    if (stored != masked) {
      throw new AssertionError("checksum %x instead of %x".formatted(stored, masked));
    }
    return read;
  }

  /** Castagnoli's polynomial, reflected. */
  static long crc32c(byte[] bytes) {
    long crc = 0xffffffffL;
    for (byte next : bytes) {
      crc ^= next & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 1 ? (crc >>> 1) ^ 0x82f63b78L : crc >>> 1;
      }
    }
    return crc ^ 0xffffffffL;
  }
}
