package io.dlpipelines.tensorflow.runtime;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListMemoryBytes;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** What TensorFlow can compute on in this process. */
public final class Devices {

  private Devices() {}

  /**
   * A device.
   *
   * @param name in full, for example {@code /job:localhost/replica:0/task:0/device:GPU:0}
   * @param type {@code CPU} or {@code GPU}
   * @param memoryBytes what TensorFlow may take of its memory; says nothing of CPUs
   */
  public record Device(String name, String type, long memoryBytes) {

    /**
     * Its name in this process.
     *
     * @return for example {@code GPU:0}
     */
    public String shortName() {
      return name.substring(name.lastIndexOf("device:") + "device:".length());
    }
  }

  /**
   * The devices of a session. GPUs are opened for it, and stay open as long as the process lasts:
   * that takes a second, and some hundred megabytes of their memory.
   *
   * @return CPUs and GPUs, by name
   * @throws IllegalStateException if there are two native libraries on the class path
   */
  public static List<Device> list() {
    return list(
        ConfigProto.newBuilder()
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
            .build());
  }

  /** The devices of a session that is opened so. */
  @SuppressWarnings("try")
  static List<Device> list(ConfigProto config) {
    LoadedTensorFlow.require();
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      BytePointer bytes = new BytePointer(config.toByteArray());
      TF_SetConfig(options, bytes, bytes.capacity(), status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_Session.newSession(TF_Graph.newGraph(), options, status);
      status.throwExceptionIfNotOK();
      TF_DeviceList devices = TF_SessionListDevices(session, status);
      status.throwExceptionIfNotOK();
      try {
        return read(devices, status);
      } finally {
        TF_DeleteDeviceList(devices);
      }
    }
  }

  private static List<Device> read(TF_DeviceList devices, TF_Status status) {
    List<Device> all = new ArrayList<>();
    for (int index = 0; index < TF_DeviceListCount(devices); index++) {
      String name = TF_DeviceListName(devices, index, status).getString();
      String type = TF_DeviceListType(devices, index, status).getString();
      long memoryBytes = TF_DeviceListMemoryBytes(devices, index, status);
      status.throwExceptionIfNotOK();
      all.add(new Device(name, type, memoryBytes));
    }
    return all;
  }
}
