package io.dlpipelines.tensor;

import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;

/** Cells {@code [height, width, channels]} of unsigned bytes as Spark's image structs. */
final class ImageStructDecoder implements CellDecoder {
  private static final int ORIGIN = 0;
  private static final int HEIGHT = 1;
  private static final int WIDTH = 2;
  private static final int CHANNELS = 3;
  private static final int MODE = 4;
  private static final int DATA = 5;

  /** OpenCV's CV_8UC1; each channel more adds 8. */
  private static final int CV_8UC1 = 0;

  private final UnsafeRowWriter row;
  private final UnsafeRowWriter image;

  ImageStructDecoder(UnsafeRowWriter row) {
    this.row = row;
    image = new UnsafeRowWriter(row, DATA + 1);
  }

  @Override
  public void decode(TensorBuffer tensor, int first, int count, int firstAxis, int ordinal) {
    int before = row.cursor();
    int channels = Math.toIntExact(tensor.dimensions()[firstAxis + 2]);
    image.resetRowWriter();
    image.setNullAt(ORIGIN);
    image.write(HEIGHT, Math.toIntExact(tensor.dimensions()[firstAxis]));
    image.write(WIDTH, Math.toIntExact(tensor.dimensions()[firstAxis + 1]));
    image.write(CHANNELS, channels);
    image.write(MODE, CV_8UC1 + 8 * (channels - 1));
    image.write(DATA, tensor.bytes(), first, count);
    row.setOffsetAndSizeFromPreviousCursor(ordinal, before);
  }
}
