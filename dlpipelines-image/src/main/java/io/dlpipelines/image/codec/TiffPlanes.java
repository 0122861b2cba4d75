package io.dlpipelines.image.codec;

import java.io.IOException;
import java.util.List;

/**
 * Reads the planes of a piece side by side.
 *
 * @param planes one for each sample of a pixel
 */
record TiffPlanes(List<TiffPieceRows> planes) implements TiffRows {

  @Override
  public void read(int[] row) throws IOException {
    for (TiffPieceRows plane : planes) {
      plane.read(row);
    }
  }

  @Override
  public void close() throws IOException {
    for (TiffPieceRows plane : planes) {
      plane.close();
    }
  }
}
