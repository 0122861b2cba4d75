package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/**
 * The strips or tiles of a TIFF file, row by row, plane after plane.
 *
 * @param width columns of a piece
 * @param height rows of a piece; strips at the bottom have fewer
 * @param across pieces beside each other
 * @param down pieces below each other
 * @param tiled whether pieces at the right and bottom edges are stored whole
 * @param offsets where pieces begin in the file
 * @param lengths their bytes
 */
record TiffPieces(
    int width, int height, int across, int down, boolean tiled, long[] offsets, long[] lengths) {
  private static final int STRIP_OFFSETS = 273;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_LENGTHS = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_LENGTHS = 325;

  /**
   * Reads where pieces lie.
   *
   * @param width of the image
   * @param height of the image
   * @param planes number of planes that are stored apart
   */
  static TiffPieces read(
      TiffDirectory directory, int width, int height, int planes, PixelLimit limit)
      throws InvalidCellException {
    boolean tiled = directory.has(TILE_WIDTH);
    long pieceWidth = tiled ? directory.value(TILE_WIDTH, 0) : width;
    long pieceHeight =
        tiled
            ? directory.value(TILE_HEIGHT, 0)
            : Math.min(height, Math.max(1, directory.value(ROWS_PER_STRIP, height)));
    limit.check(pieceWidth, pieceHeight);
    int across = (int) ((width + pieceWidth - 1) / pieceWidth);
    int down = (int) ((height + pieceHeight - 1) / pieceHeight);
    long[] offsets = directory.values(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
    long[] lengths = directory.values(tiled ? TILE_LENGTHS : STRIP_LENGTHS);
    long count = (long) across * down * planes;
    HeaderBytes bytes = directory.bytes();
    if (lengths.length == 0) {
      lengths = new long[offsets.length];
      for (int i = 0; i < offsets.length; i++) {
        lengths[i] = Math.max(0, bytes.length() - offsets[i]);
      }
    }
    if (offsets.length < count || lengths.length < count) {
      throw new InvalidCellException(
          "the TIFF lists "
              + Math.min(offsets.length, lengths.length)
              + " of its "
              + count
              + (tiled ? " tiles" : " strips"));
    }
    for (int i = 0; i < count; i++) {
      if (!bytes.has(offsets[i], lengths[i])) {
        throw new InvalidCellException("the TIFF's image data end early");
      }
    }
    return new TiffPieces(
        (int) pieceWidth, (int) pieceHeight, across, down, tiled, offsets, lengths);
  }

  int index(int plane, int row, int column) {
    return (plane * down + row) * across + column;
  }
}
