package io.dlpipelines.samples.doctor;

import io.dlpipelines.tensorflow.runtime.Devices;
import io.dlpipelines.tensorflow.runtime.Devices.Device;
import java.util.List;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/**
 * TensorFlow, as it runs here.
 *
 * @param version for example {@code 2.18.0}; empty where it does not load
 * @param devices what it computes on
 * @param failure why it does not load
 */
record Engine(Optional<String> version, List<Device> devices, Optional<String> failure) {

  /** Loads it. */
  static Engine here() {
    try {
      List<Device> devices = Devices.list();
      return new Engine(Optional.of(TensorFlow.version()), devices, Optional.empty());
    } catch (RuntimeException | LinkageError failure) {
      Throwable cause = failure;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return new Engine(
          Optional.empty(), List.of(), Optional.of(String.valueOf(cause.getMessage())));
    }
  }

  List<Device> gpus() {
    return devices.stream().filter(device -> device.type().equals("GPU")).toList();
  }
}
