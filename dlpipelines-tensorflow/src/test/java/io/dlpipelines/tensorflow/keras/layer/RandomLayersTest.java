package io.dlpipelines.tensorflow.keras.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.TrainingRun;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is random is a function of the seed and the step. */
class RandomLayersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dropout | {rate: 0.5} | 8,6",
        "GaussianDropout | {rate: 0.5} | 8,6",
        "GaussianNoise | {stddev: 1} | 8,6",
        "AlphaDropout | {rate: 0.5} | 8,6",
        "SpatialDropout1D | {rate: 0.5} | 8,3,6",
        "RandomBrightness | {factor: 0.5} | 8,3,3,1",
        "RandomContrast | {factor: 0.5} | 8,3,3,1",
        "RandomCrop | {height: 2, width: 2} | 1,50,50,1",
        "RandomFlip | {mode: 'horizontal'} | 40,3,3,1",
        "RandomRotation | {factor: 0.5} | 8,3,3,1",
        "RandomTranslation | {height_factor: 0.5, width_factor: 0.5} | 8,3,3,1",
        "RandomZoom | {height_factor: 0.5} | 8,3,3,1"
      })
  void drawTheSameAtTheSameStep(String className, String settings, String sizes) {
    long[] shape = Arrays.stream(sizes.split(",")).mapToLong(Long::parseLong).toArray();
    Numbers x = Numbers.random(1, shape);
    float[] first;
    try (TrainingRun run = TrainingRun.of(className, settings, shape)) {
      first = run.output(7, x).values();
      assertThat(run.output(8, x).values()).isNotEqualTo(first);
      assertThat(run.output(7, x).values()).isEqualTo(first);
    }
    try (TrainingRun again = TrainingRun.of(className, settings, shape)) {
      assertThat(again.output(7, x).values()).isEqualTo(first);
    }
    try (TrainingRun other = TrainingRun.seeded(2, className, settings, shape)) {
      assertThat(other.output(7, x).values()).isNotEqualTo(first);
    }
  }

  @Test
  void drawTheSameAtTheSameStepInRecurrentLayers() {
    Numbers x = Numbers.random(1, 8, 4, 3);
    try (TrainingRun run =
        TrainingRun.of(
            "SimpleRNN",
            "{units: 2, dropout: 0.5, recurrent_dropout: 0.5}",
            x.shape(),
            Numbers.random(2, 3, 2),
            Numbers.random(3, 2, 2),
            Numbers.random(4, 2))) {
      assertThat(run.output(7, x).values()).isNotEqualTo(run.output(8, x).values());
      assertThat(run.output(7, x).values()).isEqualTo(run.output(7, x).values());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dropout | {rate: 0.5}",
        "GaussianDropout | {rate: 0.5}",
        "GaussianNoise | {stddev: 1}",
        "AlphaDropout | {rate: 0.5}"
      })
  void haveGradients(String className, String settings) {
    Numbers x = Numbers.random(1, 4, 5);
    try (TrainingRun run = TrainingRun.of(className, settings, x.shape())) {
      float[] gradient = run.gradient(x).values();
      float[] difference = run.difference(x).values();
      for (int index = 0; index < gradient.length; index++) {
        assertThat(gradient[index]).isCloseTo(difference[index], within(0.02f));
      }
    }
  }
}
