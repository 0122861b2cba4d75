package io.dlpipelines.tensorflow.runtime;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what is open in native memory, so that a leak shows. */
public final class NativeHandles {
  private static final AtomicLong TENSORS = new AtomicLong();
  private static final AtomicLong SESSIONS = new AtomicLong();
  private static final AtomicLong GRAPHS = new AtomicLong();

  private NativeHandles() {}

  /**
   * Tensors that are open in this JVM.
   *
   * @return the number, 0 between runs
   */
  public static long liveTensors() {
    return TENSORS.get();
  }

  /**
   * Sessions that are open in this JVM, the cached ones and those of embedded graphs included.
   *
   * @return the number
   */
  public static long liveSessions() {
    return SESSIONS.get();
  }

  /**
   * Graphs that are open in this JVM, each session's own included.
   *
   * @return the number
   */
  public static long liveGraphs() {
    return GRAPHS.get();
  }

  static void tensors(long change) {
    TENSORS.addAndGet(change);
  }

  static void sessions(long change) {
    SESSIONS.addAndGet(change);
  }

  static void graphs(long change) {
    GRAPHS.addAndGet(change);
  }
}
