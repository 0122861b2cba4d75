package io.dlpipelines.image.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;

/** Writes TIFF files of few pixels in all forms: any bits, planes, tiles and compressions. */
final class TinyTiff {
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;

  private final int width;
  private final int height;
  private final int samples;
  private final int bits;
  private final long[] values;
  private final TreeMap<Integer, Entry> entries = new TreeMap<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private UnaryOperator<byte[]> compression = raw -> raw;
  private boolean planar;
  private boolean differences;
  private int pieceWidth;
  private int pieceHeight;

  /**
   * Begins an image.
   *
   * @param values samples of all pixels, row by row
   */
  TinyTiff(int width, int height, int samples, int bits, int photometric, long... values) {
    this.width = width;
    this.height = height;
    this.samples = samples;
    this.bits = bits;
    this.values = values;
    pieceWidth = width;
    pieceHeight = Math.max(1, height / 2);
    shorts(256, width).shorts(257, height).shorts(262, photometric).shorts(277, samples);
    long[] each = new long[samples];
    Arrays.fill(each, bits);
    shorts(258, each);
    shorts(278, pieceHeight);
  }

  TinyTiff shorts(int tag, long... content) {
    entries.put(tag, new Entry(SHORT, content));
    return this;
  }

  /** Two numbers in 1/100000, as chromaticities are. */
  TinyTiff rationals(int tag, double... content) {
    long[] parts = new long[2 * content.length];
    for (int i = 0; i < content.length; i++) {
      parts[2 * i] = Math.round(content[i] * 100_000);
      parts[2 * i + 1] = 100_000;
    }
    entries.put(tag, new Entry(RATIONAL, parts));
    return this;
  }

  TinyTiff bigEndian() {
    order = ByteOrder.BIG_ENDIAN;
    return this;
  }

  TinyTiff planar() {
    planar = true;
    return shorts(284, 2);
  }

  TinyTiff differences() {
    differences = true;
    return shorts(317, 2);
  }

  TinyTiff tiles(int tileWidth, int tileHeight) {
    pieceWidth = tileWidth;
    pieceHeight = tileHeight;
    entries.remove(278);
    return shorts(322, tileWidth).shorts(323, tileHeight);
  }

  TinyTiff deflated() {
    return compressed(8, TinyTiff::deflate);
  }

  TinyTiff packBits() {
    return compressed(32773, TinyTiff::packed);
  }

  TinyTiff lzw() {
    return compressed(5, TinyTiff::lzw);
  }

  TinyTiff compressed(int number, UnaryOperator<byte[]> with) {
    compression = with;
    return shorts(259, number);
  }

  byte[] write() {
    List<byte[]> pieces = pieces();
    long[] offsets = new long[pieces.size()];
    long[] lengths = new long[pieces.size()];
    int position = 8;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = position;
      lengths[i] = pieces.get(i).length;
      position += pieces.get(i).length + pieces.get(i).length % 2;
    }
    boolean tiled = entries.containsKey(322);
    entries.put(tiled ? 324 : 273, new Entry(LONG, offsets));
    entries.put(tiled ? 325 : 279, new Entry(LONG, lengths));
    ByteBuffer file = ByteBuffer.allocate(1 << 20).order(order);
    file.put(order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'});
    file.putShort((short) 42).putInt(position);
    for (byte[] piece : pieces) {
      file.put(piece).position(file.position() + piece.length % 2);
    }
    file.putShort((short) entries.size());
    int after = position + 2 + 12 * entries.size() + 4;
    for (var entry : entries.entrySet()) {
      after = entry.getValue().write(entry.getKey(), file, after);
    }
    byte[] bytes = new byte[after];
    file.get(0, bytes);
    return bytes;
  }

  private List<byte[]> pieces() {
    List<byte[]> pieces = new ArrayList<>();
    for (int plane = 0; plane < (planar ? samples : 1); plane++) {
      for (int top = 0; top < height; top += pieceHeight) {
        for (int left = 0; left < width; left += pieceWidth) {
          pieces.add(compression.apply(piece(plane, top, left)));
        }
      }
    }
    return pieces;
  }

  private byte[] piece(int plane, int top, int left) {
    boolean tiled = entries.containsKey(322);
    int rows = tiled ? pieceHeight : Math.min(pieceHeight, height - top);
    int each = planar ? 1 : samples;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int y = top; y < top + rows; y++) {
      long[] row = new long[pieceWidth * each];
      for (int i = 0; i < row.length; i++) {
        int x = left + i / each;
        int sample = planar ? plane : i % each;
        row[i] = x < width && y < height ? values[(y * width + x) * samples + sample] : 0;
      }
      for (int i = row.length - 1; differences && i >= each; i--) {
        row[i] -= row[i - each];
      }
      bytes.writeBytes(packedRow(row));
    }
    return bytes.toByteArray();
  }

  private byte[] packedRow(long[] row) {
    byte[] bytes = new byte[(row.length * bits + 7) / 8];
    for (int i = 0; i < row.length; i++) {
      for (int bit = 0; bit < bits; bit++) {
        int at = i * bits + bit;
        if (bits > 8 && bits % 8 == 0 && order == ByteOrder.LITTLE_ENDIAN) {
          at = i * bits + bits - 8 - bit / 8 * 8 + bit % 8;
        }
        long one = row[i] >> (bits - 1 - bit) & 1;
        bytes[at / 8] |= (byte) (one << 7 - at % 8);
      }
    }
    return bytes;
  }

  private static byte[] deflate(byte[] raw) {
    Deflater deflater = new Deflater();
    deflater.setInput(raw);
    deflater.finish();
    byte[] packed = new byte[raw.length + 100];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }

  /**
   * A literal run for each byte but the first ones, which are a repetition where they are equal.
   */
  private static byte[] packed(byte[] raw) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    int from = 0;
    if (raw.length > 1 && raw[0] == raw[1]) {
      packed.write(255);
      packed.write(raw[0]);
      from = 2;
    }
    for (int i = from; i < raw.length; i++) {
      packed.write(0);
      packed.write(raw[i]);
    }
    return packed.toByteArray();
  }

  /** Literals only, with a cleared table before it grows to codes of 10 bits. */
  private static byte[] lzw(byte[] raw) {
    StringBuilder codes = new StringBuilder();
    for (int i = 0; i < raw.length; i++) {
      codes.append(i % 200 == 0 ? nineBits(256) : "").append(nineBits(raw[i] & 0xff));
    }
    codes.append(nineBits(257)).append("0000000");
    byte[] packed = new byte[codes.length() / 8];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (byte) Integer.parseInt(codes.substring(8 * i, 8 * i + 8), 2);
    }
    return packed;
  }

  private static String nineBits(int code) {
    return Integer.toBinaryString(1 << 9 | code).substring(1);
  }

  private record Entry(int type, long[] content) {

    int write(int tag, ByteBuffer file, int after) {
      int count = type == RATIONAL ? content.length / 2 : content.length;
      file.putShort((short) tag).putShort((short) type).putInt(count);
      int bytes = content.length * (type == SHORT ? 2 : 4);
      if (bytes <= 4) {
        int at = file.position();
        put(file);
        file.position(at + 4);
        return after;
      }
      file.putInt(after);
      int resume = file.position();
      file.position(after);
      put(file);
      file.position(resume);
      return after + bytes;
    }

    private void put(ByteBuffer file) {
      for (long value : content) {
        if (type == SHORT) {
          file.putShort((short) value);
        } else {
          file.putInt((int) value);
        }
      }
    }
  }
}
