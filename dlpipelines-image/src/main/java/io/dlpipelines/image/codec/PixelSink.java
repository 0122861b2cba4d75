package io.dlpipelines.image.codec;

/** Rounds rows of pixels to 8 bits and puts them where orientation and channel order want them. */
final class PixelSink {
  private static final int RED = 19595;
  private static final int GREEN = 38470;
  private static final int BLUE = 7471;
  private static final int HALF = 0x8000;

  private final ChannelOrder order;
  private byte[] memory = {};
  private int origin;
  private int columnStep;
  private int rowStep;
  private int width;
  private boolean grey;
  private boolean blueFirst;

  PixelSink(ChannelOrder order) {
    this.order = order;
  }

  /**
   * Begins an image.
   *
   * @param target receives the pixels
   * @param at where they begin
   * @param source tells the channels of the rows that follow
   * @param newWidth the length of these rows
   * @param height their number
   */
  void begin(
      byte[] target, int at, Pixels source, int newWidth, int height, Orientation orientation) {
    int channels = order.channels();
    memory = target;
    width = newWidth;
    origin = at + channels * orientation.origin(newWidth, height);
    columnStep = channels * orientation.columnStep(height);
    rowStep = channels * orientation.rowStep(newWidth);
    grey = source.isGrey();
    blueFirst = source.blueFirst();
  }

  /** Puts one row of grey values or of three values a pixel. */
  void put(int y, float[] row) {
    int to = origin + y * rowStep;
    if (grey) {
      putGrey(row, to);
    } else if (order == ChannelOrder.L) {
      putLuma(row, to);
    } else {
      putColours(row, to);
    }
  }

  private void putGrey(float[] row, int from) {
    int to = from;
    boolean single = order.channels() == 1;
    for (int x = 0; x < width; x++, to += columnStep) {
      byte value = (byte) rounded(row[x]);
      memory[to] = value;
      if (!single) {
        memory[to + 1] = value;
        memory[to + 2] = value;
      }
    }
  }

  private void putLuma(float[] row, int from) {
    int to = from;
    int first = blueFirst ? BLUE : RED;
    int third = blueFirst ? RED : BLUE;
    for (int x = 0, i = 0; x < width; x++, i += 3, to += columnStep) {
      int sum = rounded(row[i]) * first + rounded(row[i + 1]) * GREEN + rounded(row[i + 2]) * third;
      memory[to] = (byte) ((sum + HALF) >> 16);
    }
  }

  private void putColours(float[] row, int from) {
    int to = from;
    boolean swap = blueFirst != (order == ChannelOrder.BGR);
    int first = swap ? 2 : 0;
    int third = swap ? 0 : 2;
    for (int x = 0, i = 0; x < width; x++, i += 3, to += columnStep) {
      memory[to + first] = (byte) rounded(row[i]);
      memory[to + 1] = (byte) rounded(row[i + 1]);
      memory[to + third] = (byte) rounded(row[i + 2]);
    }
  }

  static int rounded(float value) {
    int nearest = (int) (value + 0.5f);
    return Math.max(0, Math.min(255, nearest));
  }
}
