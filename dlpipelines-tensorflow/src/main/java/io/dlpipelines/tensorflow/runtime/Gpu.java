package io.dlpipelines.tensorflow.runtime;

import org.tensorflow.DeviceSpec;
import org.tensorflow.DeviceSpec.DeviceType;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;

/** Whether TensorFlow can compute on a GPU here. */
final class Gpu {

  private Gpu() {}

  /**
   * Computes something on the first GPU.
   *
   * @throws IllegalStateException if there is none that TensorFlow can use
   */
  static void require() {
    try (Graph graph = new Graph()) {
      Ops.create(graph)
          .withDevice(DeviceSpec.newBuilder().deviceType(DeviceType.GPU).deviceIndex(0).build())
          .withName("probe")
          .constant(1f);
      try (Session session = new Session(graph);
          Result result = session.runner().fetch("probe").run()) {
        result.get(0);
      }
    } catch (TensorFlowException | IllegalArgumentException noGpu) {
      throw new IllegalStateException(
          "device is gpu, but TensorFlow found no GPU on this executor. Give the executor a GPU"
              + " and the library linux-x86_64-gpu of tensorflow-core-native, or set device to"
              + " auto or cpu.",
          noGpu);
    }
  }
}
