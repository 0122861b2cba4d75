package io.dlpipelines.tensorflow.runtime;

import org.tensorflow.proto.ConfigProto;

/** The GPUs that TensorFlow finds in this process. */
final class FoundGpus {
  private static final String GPU = "GPU";

  private static int count = -1;

  private FoundGpus() {}

  /** Their number. The first session decides how their memory is used, so it is set up like all. */
  static synchronized int count(ConfigProto config) {
    if (count < 0) {
      count =
          (int) Devices.list(config).stream().filter(device -> device.type().equals(GPU)).count();
    }
    return count;
  }
}
