package io.dlpipelines.tensorflow.keras.layer.normalization;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import org.junit.jupiter.api.Test;

class SpectralNormalizationTest {
  @Test
  void scoresAsTheLayerThatItWraps() {
    Numbers y =
        NetworkRun.apply(
            "SpectralNormalization",
            "{power_iterations: 2, layer: {class_name: 'Dense', config: {name: 'd', units: 2}}}",
            Numbers.of(new long[] {1, 2}, 1, 2),
            Numbers.of(new long[] {2, 2}, 1, 2, 3, 4),
            Numbers.of(new long[] {2}, 10, 20),
            Numbers.of(new long[] {1, 2}, 0.5f, 0.5f));
    assertThat(y.values()).containsExactly(17, 30);
  }
}
