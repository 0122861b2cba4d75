package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensorflow.device.Placement;
import org.tensorflow.proto.ConfigProto;

/** How and where one session is opened. */
record SessionSetup(ConfigProto config, Placement placement) {

  /** A thread on the CPU. */
  static final SessionSetup DEFAULT = SessionOptions.DEFAULT.on(Placement.CPU);

  /**
   * How many batches of a task are under way at once: a GPU computes one while another is copied,
   * and a CPU is busy with one.
   */
  int concurrentRuns() {
    return placement.isGpu() ? 2 : 1;
  }
}
