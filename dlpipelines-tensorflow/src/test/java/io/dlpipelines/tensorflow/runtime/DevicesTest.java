package io.dlpipelines.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.tensorflow.runtime.Devices.Device;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.ConfigProto;

class DevicesTest {

  @Test
  void theProcessorIsADevice() {
    assertThat(Devices.list())
        .extracting(Device::shortName, Device::type)
        .contains(org.assertj.core.groups.Tuple.tuple("CPU:0", "CPU"));
  }

  @Test
  void devicesAreThoseOfASessionThatIsOpenedSo() {
    ConfigProto three =
        ConfigProto.newBuilder().putDeviceCount("CPU", 3).putDeviceCount("GPU", 0).build();
    assertThat(Devices.list(three))
        .extracting(Device::name)
        .containsExactly(
            "/job:localhost/replica:0/task:0/device:CPU:0",
            "/job:localhost/replica:0/task:0/device:CPU:1",
            "/job:localhost/replica:0/task:0/device:CPU:2");
    assertThat(Devices.list(three)).extracting(Device::memoryBytes).allMatch(bytes -> bytes > 0);
  }

  @Test
  void settingsMayBeEmpty() {
    assertThat(Devices.list(ConfigProto.getDefaultInstance())).isNotEmpty();
  }
}
