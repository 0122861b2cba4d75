package io.dlpipelines.image;

import io.dlpipelines.battery.StageGate;
import org.junit.jupiter.api.Test;

class StageGateTest {

  @Test
  void everyStagePassesTheBattery() {
    StageGate.check("io.dlpipelines");
  }
}
