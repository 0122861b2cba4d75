package io.dlpipelines.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Unpacks samples of any number of bits, and undoes horizontal differencing. */
final class TiffPieceRows implements TiffRows {
  private final InputStream bytes;
  private final int bits;
  private final boolean bigEndian;
  private final boolean differences;
  private final int first;
  private final int step;
  private final int pixelStep;
  private final byte[] packed;
  private final int count;

  /**
   * Opens a piece that holds all samples of its pixels.
   *
   * @param bytes its bytes, decompressed
   */
  static TiffPieceRows chunky(TiffFile tiff, InputStream bytes, boolean differences) {
    return new TiffPieceRows(
        tiff, bytes, differences, tiff.pieces().width() * tiff.samples(), 0, 1);
  }

  /**
   * Opens a piece that holds one sample of each of its pixels.
   *
   * @param bytes its bytes, decompressed
   * @param sample which
   */
  static TiffPieceRows plane(TiffFile tiff, InputStream bytes, boolean differences, int sample) {
    return new TiffPieceRows(
        tiff, bytes, differences, tiff.pieces().width(), sample, tiff.samples());
  }

  private TiffPieceRows(
      TiffFile tiff, InputStream bytes, boolean differences, int count, int first, int step) {
    this.bytes = bytes;
    this.bits = tiff.bits();
    this.bigEndian = tiff.directory().bytes().bigEndian();
    this.differences = differences;
    this.first = first;
    this.step = step;
    this.pixelStep = tiff.samples();
    this.count = count;
    this.packed = new byte[Math.toIntExact(((long) count * bits + 7) / 8)];
  }

  @Override
  public void read(int[] row) throws IOException {
    if (bytes.readNBytes(packed, 0, packed.length) < packed.length) {
      throw new EOFException();
    }
    switch (bits) {
      case 8 -> unpackBytes(row);
      case 16, 32 -> unpackWords(row, bits / 8);
      default -> unpackBits(row);
    }
    if (differences) {
      addUp(row);
    }
    if (bits > 16) {
      for (int i = 0, at = first; i < count; i++, at += step) {
        row[at] >>>= bits - 16;
      }
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  private void unpackBytes(int[] row) {
    for (int i = 0, at = first; i < count; i++, at += step) {
      row[at] = packed[i] & 0xff;
    }
  }

  private void unpackWords(int[] row, int wordBytes) {
    for (int i = 0, at = first; i < count; i++, at += step) {
      int value = 0;
      for (int b = 0; b < wordBytes; b++) {
        int from = i * wordBytes + (bigEndian ? b : wordBytes - 1 - b);
        value = value << 8 | packed[from] & 0xff;
      }
      row[at] = value;
    }
  }

  private void unpackBits(int[] row) {
    int buffer = 0;
    int buffered = 0;
    int from = 0;
    for (int i = 0, at = first; i < count; i++, at += step) {
      while (buffered < bits) {
        buffer = buffer << 8 | packed[from++] & 0xff;
        buffered += 8;
      }
      buffered -= bits;
      row[at] = buffer >>> buffered & (1 << bits) - 1;
    }
  }

  private void addUp(int[] row) {
    int mask = bits == 32 ? -1 : (1 << bits) - 1;
    int start = first + (step == 1 ? pixelStep : step);
    for (int at = start, end = first + count * step; at < end; at += step) {
      row[at] = row[at] + row[at - pixelStep] & mask;
    }
  }
}
