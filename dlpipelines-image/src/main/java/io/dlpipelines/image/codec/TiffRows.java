package io.dlpipelines.image.codec;

import java.io.Closeable;
import java.io.IOException;

/** Rows of pixels of a TIFF's strip or tile, from the top. */
interface TiffRows extends Closeable {

  /**
   * Reads the next row.
   *
   * @param row receives the samples of each pixel, at most 16 bits each
   */
  void read(int[] row) throws IOException;
}
