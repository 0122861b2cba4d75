package io.dlpipelines.tensorflow.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.CapturedLog;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which device a task gets, by what is asked for, what Spark gave it and what TensorFlow finds. */
class PlacementRuleTest {
  private static final TaskGpus LOCAL =
      new TaskGpus(List.of(), false, 5, Optional.empty(), 0, false);
  private static final TaskGpus UNASSIGNED =
      new TaskGpus(List.of(), true, 5, Optional.empty(), 0, false);

  @Test
  void theCpuIsTheCpu() {
    assertThat(
            PlacementRule.ofTask(
                DeviceChoice.CPU,
                () -> {
                  throw new AssertionError("GPUs were counted");
                }))
        .isEqualTo(Placement.CPU);
  }

  @Test
  void aTaskComputesOnTheGpuThatSparkGaveIt() {
    assertThat(decide(DeviceChoice.AUTO, assigned("2"), 4)).isEqualTo(gpu(2));
    assertThat(decide(DeviceChoice.GPU, assigned("0"), 1)).isEqualTo(gpu(0));
    assertThat(decide(DeviceChoice.GPU, assigned("3", "1"), 4)).as("the first").isEqualTo(gpu(3));
  }

  @Test
  void visibleDevicesNumberGpusAnew() {
    assertThat(decide(DeviceChoice.GPU, assigned("5").seeing("3, 5"), 2)).isEqualTo(gpu(1));
    assertThat(decide(DeviceChoice.GPU, assigned("GPU-8a1f").seeing("GPU-8a1f"), 1))
        .isEqualTo(gpu(0));
    assertThat(decide(DeviceChoice.AUTO, assigned("0").seeing("3,5"), 2)).isEqualTo(Placement.CPU);
  }

  @Test
  void whereSparkDoesNotDecideTasksSpreadOverAll() {
    assertThat(decide(DeviceChoice.AUTO, LOCAL, 3)).isEqualTo(gpu(2));
    assertThat(decide(DeviceChoice.GPU, LOCAL, 1)).isEqualTo(gpu(0));
  }

  @Test
  void autoTakesNoGpuThatSparkDidNotGive() {
    assertThat(decide(DeviceChoice.AUTO, UNASSIGNED, 2)).isEqualTo(Placement.CPU);
    assertThat(decide(DeviceChoice.AUTO, LOCAL, 0)).isEqualTo(Placement.CPU);
    assertThat(decide(DeviceChoice.AUTO, assigned("0").task(), 0)).isEqualTo(Placement.CPU);
  }

  /** To count them would open them, and take memory of theirs. */
  @Test
  void gpusThatSparkDidNotGiveAreNotCounted() {
    assertThat(
            PlacementRule.decide(
                DeviceChoice.AUTO,
                UNASSIGNED,
                () -> {
                  throw new AssertionError("GPUs were counted");
                }))
        .isEqualTo(Placement.CPU);
  }

  @Test
  void virtualGpusAreCpuDevicesBehindTheFirst() {
    TaskGpus virtual = new TaskGpus(List.of("1"), true, 0, Optional.of(""), 2, false);
    Placement placement =
        PlacementRule.decide(
            DeviceChoice.GPU,
            virtual,
            () -> {
              throw new AssertionError("GPUs were counted");
            });
    assertThat(placement).isEqualTo(new Placement(1, true));
    assertThat(placement.deviceName()).isEqualTo("/device:CPU:2");
  }

  @Test
  void eachExecutorSaysOnceWhereItComputes() {
    try (CapturedLog log = CapturedLog.infos("io.dlpipelines.tensorflow.device.PlacementRule")) {
      decide(DeviceChoice.AUTO, assigned("41"), 42);
      decide(DeviceChoice.GPU, assigned("41"), 42);
      assertThat(log.messages())
          .containsExactly(
              "Tasks compute on /device:GPU:41: Spark gave the task the GPU 41; TensorFlow finds"
                  + " 42 GPUs.");
    }
  }

  @Test
  void aGpuThatIsAskedForAndNotThereIsAnError() {
    assertThatThrownBy(() -> decide(DeviceChoice.GPU, assigned("0").task(), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "device is gpu, and this task has none to compute on: Spark gave the task the GPU 0;"
                + " TensorFlow finds no GPU. Give the executor a GPU and the library"
                + " linux-x86_64-gpu of tensorflow-core-native in place of the one for CPUs; or set"
                + " device to auto or cpu.");
    assertThatThrownBy(
            () ->
                decide(
                    DeviceChoice.GPU,
                    new TaskGpus(List.of("0"), true, 0, Optional.empty(), 0, true),
                    0))
        .hasMessageContaining("bin/dlpipelines doctor says what this machine lacks; or set");
    assertThatThrownBy(() -> decide(DeviceChoice.GPU, UNASSIGNED, 2))
        .hasMessage(
            "device is gpu, and this task has none to compute on: Spark gave the task no GPU;"
                + " TensorFlow finds 2 GPUs. Ask Spark for one: set"
                + " spark.executor.resource.gpu.amount, its discoveryScript, and"
                + " spark.task.resource.gpu.amount, or taskGpuAmount of a stage that trains; or set"
                + " device to auto or cpu.");
    assertThatThrownBy(() -> decide(DeviceChoice.GPU, assigned("1"), 1))
        .hasMessageContaining("Spark gave the task the GPU 1; TensorFlow finds 1 GPU. Let");
    assertThatThrownBy(() -> decide(DeviceChoice.GPU, assigned("7").seeing("0,1"), 2))
        .hasMessage(
            "device is gpu, and this task has none to compute on: Spark gave the task the GPU 7;"
                + " TensorFlow finds 2 GPUs with CUDA_VISIBLE_DEVICES=[0,1]. Let the discovery"
                + " script tell the GPUs that the executor sees; or set device to auto or cpu.");
  }

  private static Placement decide(DeviceChoice choice, Assigned task, int found) {
    return decide(choice, task.task(), found);
  }

  private static Placement decide(DeviceChoice choice, TaskGpus task, int found) {
    return PlacementRule.decide(choice, task, () -> found);
  }

  private static Placement gpu(int index) {
    return new Placement(index, false);
  }

  private static Assigned assigned(String... addresses) {
    return new Assigned(List.of(addresses), Optional.empty());
  }

  private record Assigned(List<String> addresses, Optional<String> visible) {
    Assigned seeing(String devices) {
      return new Assigned(addresses, Optional.of(devices));
    }

    TaskGpus task() {
      return new TaskGpus(addresses, true, 0, visible, 0, false);
    }
  }
}
