package io.dlpipelines.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.persist.LocalCopy;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.WrittenModels;
import io.dlpipelines.tensorflow.device.DeviceChoice;
import io.dlpipelines.tensorflow.device.Placement;
import io.dlpipelines.tensorflow.graph.GraphImporter;
import io.dlpipelines.tensorflow.graph.GraphModel;
import io.dlpipelines.tensorflow.precision.Precision;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.types.TFloat32;

/** On which device TensorFlow computes a model, by its own account. */
class DevicePlacementTest {
  private static final SessionOptions ANY = new SessionOptions(DeviceChoice.AUTO, 1);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void aFrozenGraphIsComputedOnTheTasksGpu(int gpu) throws Exception {
    Path file = folder.resolve("times.pb");
    TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> x =
                  tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
              tf.withName("y").math.mul(x, tf.constant(3f));
            })
        .saveGraphDef(file.toString());
    assertThat(devices(file, on(gpu))).containsEntry("y", name(gpu));
  }

  @Test
  void aSavedModelAndItsVariablesAreOnTheTasksGpu() throws Exception {
    assertThat(devices(WrittenModels.savedModel(folder), on(2)))
        .containsEntry("y", name(2))
        .containsEntry("w", name(2));
  }

  @Test
  void aCheckpointAndItsVariablesAreOnTheTasksGpu() throws Exception {
    Path checkpoints = WrittenModels.checkpoint(folder).getParent();
    assertThat(devices(checkpoints, on(2))).containsEntry("y", name(2)).containsEntry("w", name(2));
  }

  @Test
  void memoryOfAGpuGrowsUpToAShare() {
    Placement gpu = new Placement(0, false);
    GPUOptions half =
        new SessionOptions(DeviceChoice.GPU, 1, 0.5, Precision.FLOAT32, false)
            .on(gpu)
            .config()
            .getGpuOptions();
    assertThat(half.getAllowGrowth()).isTrue();
    assertThat(half.getPerProcessGpuMemoryFraction()).isEqualTo(0.5);
    assertThat(ANY.on(gpu).config().getGpuOptions().getAllowGrowth()).isTrue();
    assertThat(ANY.on(Placement.CPU).config().getDeviceCountMap()).containsEntry("GPU", 0);
  }

  @Test
  void onTheCpuAllIsOnTheCpu() throws Exception {
    assertThat(devices(WrittenModels.savedModel(folder), ANY.on(Placement.CPU)).values())
        .containsOnly("/job:localhost/replica:0/task:0/device:CPU:0");
  }

  private static SessionSetup on(int gpu) {
    return ANY.on(new Placement(gpu, true));
  }

  private Map<String, String> devices(Path model, SessionSetup setup) throws Exception {
    GraphModel graph = GraphImporter.any(model.toString());
    Path copy = folder.resolve("copy");
    LocalCopy.write(copy, graph.files());
    ModelFolder.Opened opened = ModelFolder.open(copy, graph.kind(), graph.tags(), setup);
    try (AutoCloseable owner = opened.owner();
        TFloat32 rows = TFloat32.tensorOf(Shape.of(4, 2))) {
      assertThat(owner).isNotNull();
      return TracedRun.devices(opened.session().runner().feed("x", rows).fetch("y"));
    }
  }

  private static String name(int gpu) {
    return "/job:localhost/replica:0/task:0/device:CPU:" + (gpu + 1);
  }
}
