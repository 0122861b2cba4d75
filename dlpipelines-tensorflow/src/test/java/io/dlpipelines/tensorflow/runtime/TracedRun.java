package io.dlpipelines.tensorflow.runtime;

import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunOptions;

/** What TensorFlow says of one run. */
final class TracedRun {
  private static final RunOptions FULL =
      RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();

  private TracedRun() {}

  /** The device that computed each node. TensorFlow traces one run of a process at a time. */
  static synchronized Map<String, String> devices(Session.Runner runner) {
    Map<String, String> devices = new TreeMap<>();
    try (Result result = runner.setOptions(FULL).runAndFetchMetadata()) {
      for (DeviceStepStats device :
          result.getMetadata().orElseThrow().getStepStats().getDevStatsList()) {
        for (NodeExecStats node : device.getNodeStatsList()) {
          devices.put(node.getNodeName(), device.getDevice());
        }
      }
    }
    return devices;
  }
}
