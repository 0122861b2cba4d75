package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;
import io.dlpipelines.tensorflow.runtime.TestHandles;

/** Native handles as tests of image stages see them. */
public final class ImageHandles {
  static {
    // Opens the session of the image decoder, which stays open until the JVM ends.
    try {
      new ImageDecoder(ImageDecoding.ownSize()).decode(SampleImages.encodedGradient("jpg", 2, 2));
    } catch (InvalidCellException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  private ImageHandles() {}

  /**
   * Closes cached sessions that no task holds.
   *
   * @return tensors, sessions and graphs that are still open
   */
  public static long liveAfterClosingIdle() {
    return TestHandles.liveAfterClosingIdle();
  }
}
