package io.dlpipelines.image;

import io.dlpipelines.battery.Walls;
import org.junit.jupiter.api.Test;

class WallsTest {

  @Test
  void packagesKeepToTheirPlaces() {
    Walls.check();
  }
}
