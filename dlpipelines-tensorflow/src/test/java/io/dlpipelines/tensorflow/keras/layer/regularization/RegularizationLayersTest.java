package io.dlpipelines.tensorflow.keras.layer.regularization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.TrainingRun;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegularizationLayersTest {
  private static final long[] MANY = {50, 400};
  private static final Numbers ONES = ones(MANY);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dropout | {rate: 0.5}",
        "GaussianDropout | {rate: 0.5}",
        "GaussianNoise | {stddev: 1}",
        "AlphaDropout | {rate: 0.5}",
        "SpatialDropout1D | {rate: 0.5}",
        "ActivityRegularization | {l2: 0.1}"
      })
  void doesNothingInScoring(String className, String settings) {
    Numbers x = Numbers.random(1, 2, 3, 4);
    assertThat(NetworkRun.apply(className, settings, x).values()).containsExactly(x.values());
  }

  @Test
  void dropsAndKeepsTheMean() {
    Numbers y = train("Dropout", "{rate: 0.25}", ONES);
    int kept = 0;
    for (float value : y.values()) {
      assertThat(value == 0 || Math.abs(value - 4 / 3f) < 1e-6).isTrue();
      kept += value == 0 ? 0 : 1;
    }
    assertThat((double) kept / y.values().length).isCloseTo(0.75, offset(0.015));
    assertThat(train("Dropout", "{rate: 1}", ONES).values()).containsOnly(0);
    assertThat(train("Dropout", "{rate: 0}", ONES).values()).containsOnly(1);
  }

  @Test
  void dropsAlike() {
    Numbers y = train("Dropout", "{rate: 0.5, noise_shape: [null, 1]}", ONES);
    for (int row = 0; row < 50; row++) {
      assertThat(Arrays.copyOfRange(y.values(), row * 400, row * 400 + 400))
          .containsOnly(y.values()[row * 400]);
    }
    assertThat(y.values()).contains(0, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "SpatialDropout1D,channels_last,2", "SpatialDropout2D,channels_last,3",
    "SpatialDropout3D,channels_last,4", "SpatialDropout2D,channels_first,1"
  })
  void dropsWholeChannels(String className, String format, int channels) {
    int rank = className.charAt(14) - '0' + 2;
    long[] shape = new long[rank];
    Arrays.fill(shape, 3);
    shape[channels] = 30;
    Numbers y = train(className, "{rate: 0.5, data_format: '%s'}".formatted(format), ones(shape));
    int inner = 1;
    for (int axis = channels + 1; axis < rank; axis++) {
      inner *= 3;
    }
    int each = y.values().length / 3;
    for (int index = 0; index < y.values().length; index++) {
      int first = index / each * each + index / inner % 30 * inner;
      assertThat(y.values()[index]).isEqualTo(y.values()[first]);
    }
    assertThat(y.values()).contains(0, 2);
  }

  @Test
  void addsNoise() {
    float[] y = train("GaussianNoise", "{stddev: 0.5}", ONES).values();
    assertThat(mean(y)).isCloseTo(1, offset(0.02));
    assertThat(deviation(y)).isCloseTo(0.5, offset(0.02));
  }

  @Test
  void multipliesByNoise() {
    Numbers twos = new Numbers(MANY, new float[50 * 400]);
    Arrays.fill(twos.values(), 2);
    float[] y = train("GaussianDropout", "{rate: 0.2}", twos).values();
    assertThat(mean(y)).isCloseTo(2, offset(0.04));
    assertThat(deviation(y)).isCloseTo(2 * Math.sqrt(0.25), offset(0.04));
  }

  @Test
  void keepsMeanAndVarianceOfNormalValues() {
    java.util.Random random = new java.util.Random(1);
    Numbers x = new Numbers(MANY, new float[50 * 400]);
    for (int index = 0; index < x.values().length; index++) {
      x.values()[index] = (float) random.nextGaussian();
    }
    float[] y = train("AlphaDropout", "{rate: 0.3}", x).values();
    assertThat(mean(y)).isCloseTo(0, offset(0.03));
    assertThat(deviation(y)).isCloseTo(1, offset(0.03));
    assertThat(deviation(train("Dropout", "{rate: 0.3}", x).values())).isGreaterThan(1.1);
  }

  @ParameterizedTest
  @CsvSource({"Dropout,rate", "AlphaDropout,rate", "GaussianDropout,rate"})
  void refusesWhatIsNoRate(String className, String key) {
    assertThatThrownBy(() -> NetworkRun.layer(className, "{rate: 1.5}", 1, 2))
        .hasMessage(
            "Layer [y] of class %s: [rate] is 1.5; it must be from 0 to 1.".formatted(className));
  }

  private static Numbers train(String className, String settings, Numbers x) {
    try (TrainingRun run = TrainingRun.of(className, settings, x.shape())) {
      return run.output(x);
    }
  }

  private static Numbers ones(long... shape) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = new float[count];
    Arrays.fill(values, 1);
    return new Numbers(shape, values);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values) {
    double mean = mean(values);
    double sum = 0;
    for (float value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }
}
