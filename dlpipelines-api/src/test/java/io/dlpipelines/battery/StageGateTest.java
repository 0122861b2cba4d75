package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.sample.Centerer;
import io.dlpipelines.battery.sample.CentererModel;
import io.dlpipelines.battery.sample.Scaler;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageGateTest {

  private static final Path CLASSES = Path.of("target", "test-classes");
  private static final String SAMPLES = "io.dlpipelines.battery.sample";

  @Test
  void everyStagePassesTheBattery() {
    StageGate.check("io.dlpipelines");
  }

  @Test
  void testOfAnEstimatorCoversItsModel() {
    assertThat(StageGate.uncovered(SAMPLES, CLASSES, CLASSES)).isEmpty();
  }

  @Test
  void stagesWithoutTestsAreNamed(@TempDir Path noTests) {
    assertThat(StageGate.uncovered(SAMPLES, CLASSES, noTests))
        .containsExactlyInAnyOrder(
            Scaler.class.getName(), Centerer.class.getName(), CentererModel.class.getName());
  }

  @Test
  void nestedTestsDoNotCount() {
    assertThat(StageGate.uncovered("io.dlpipelines.battery", CLASSES, CLASSES))
        .contains(BrokenStages.Sound.class.getName())
        .doesNotContain(BrokenStages.Doubler.class.getName(), Scaler.class.getName());
  }

  @Test
  void moduleWithoutClassesPasses(@TempDir Path empty) {
    assertThat(StageGate.uncovered("io.dlpipelines", empty.resolve("none"), empty)).isEmpty();
  }
}
