package io.dlpipelines.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Unpacks YCbCr whose chroma is stored once for several pixels: in blocks of all luma values of
 * such a group, row by row, and its two chroma values. Each pixel gets the chroma of its group.
 */
final class TiffSubsampledRows implements TiffRows {
  private final InputStream bytes;
  private final int groupWidth;
  private final int groupHeight;
  private final int width;
  private final byte[] blocks;
  private int rowOfGroup;

  /**
   * Opens a piece.
   *
   * @param bytes its bytes, decompressed
   * @param width its columns
   * @param groupWidth columns with the same chroma
   * @param groupHeight rows with the same chroma
   */
  TiffSubsampledRows(InputStream bytes, int width, int groupWidth, int groupHeight) {
    this.bytes = bytes;
    this.width = width;
    this.groupWidth = groupWidth;
    this.groupHeight = groupHeight;
    int groups = (width + groupWidth - 1) / groupWidth;
    this.blocks = new byte[groups * (groupWidth * groupHeight + 2)];
  }

  @Override
  public void read(int[] row) throws IOException {
    if (rowOfGroup == 0 && bytes.readNBytes(blocks, 0, blocks.length) < blocks.length) {
      throw new EOFException();
    }
    int lumas = groupWidth * groupHeight;
    for (int x = 0, to = 0; x < width; x++, to += 3) {
      int block = x / groupWidth * (lumas + 2);
      row[to] = blocks[block + rowOfGroup * groupWidth + x % groupWidth] & 0xff;
      row[to + 1] = blocks[block + lumas] & 0xff;
      row[to + 2] = blocks[block + lumas + 1] & 0xff;
    }
    rowOfGroup = (rowOfGroup + 1) % groupHeight;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
