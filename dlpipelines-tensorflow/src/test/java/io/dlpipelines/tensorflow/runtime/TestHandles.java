package io.dlpipelines.tensorflow.runtime;

/** Native handles as tests see them. */
public final class TestHandles {

  private TestHandles() {}

  /**
   * Closes cached sessions that no task holds.
   *
   * @return tensors, sessions and graphs that are still open
   */
  public static long liveAfterClosingIdle() {
    SessionCache.closeIdle();
    return NativeHandles.liveTensors() + NativeHandles.liveSessions() + NativeHandles.liveGraphs();
  }
}
