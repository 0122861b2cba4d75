package io.dlpipelines.image.codec;

/** What the last axis of an image tensor holds. */
public enum ChannelOrder {
  /** Red, green, blue. */
  RGB(3),
  /** Blue, green, red: the order of OpenCV and of Spark's image struct. */
  BGR(3),
  /**
   * Luma, ITU-R 601 as the Python Imaging Library computes it: {@code (19595 R + 38470 G + 7471 B +
   * 32768) >> 16}. Grey images keep their values.
   */
  L(1);

  private final int channels;

  ChannelOrder(int channels) {
    this.channels = channels;
  }

  /**
   * The size of the last axis.
   *
   * @return 3 or 1
   */
  public int channels() {
    return channels;
  }
}
