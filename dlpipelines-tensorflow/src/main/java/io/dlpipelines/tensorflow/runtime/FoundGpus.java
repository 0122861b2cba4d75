package io.dlpipelines.tensorflow.runtime;

import org.tensorflow.DeviceSpec;
import org.tensorflow.DeviceSpec.DeviceType;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/** The GPUs that TensorFlow finds in this process. */
final class FoundGpus {
  private static int count = -1;

  private FoundGpus() {}

  /** Their number. The first session decides how their memory is used, so it is set up like all. */
  static synchronized int count(ConfigProto config) {
    if (count < 0) {
      count = 0;
      while (has(count, config)) {
        count++;
      }
    }
    return count;
  }

  private static boolean has(int index, ConfigProto config) {
    try (Graph graph = new Graph()) {
      Ops.create(graph)
          .withDevice(DeviceSpec.newBuilder().deviceType(DeviceType.GPU).deviceIndex(index).build())
          .withName("probe")
          .constant(1f);
      ConfigProto strict = config.toBuilder().setAllowSoftPlacement(false).build();
      try (Session session = new Session(graph, strict)) {
        session.runner().fetch("probe").run().close();
        return true;
      }
    } catch (TensorFlowException | IllegalArgumentException noGpu) {
      return false;
    }
  }
}
