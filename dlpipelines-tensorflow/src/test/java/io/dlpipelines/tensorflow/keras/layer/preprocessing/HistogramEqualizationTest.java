package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values are those of Keras 3.15. */
class HistogramEqualizationTest {
  private static final String LAYER = "ContrastLimitedAdaptiveHistogramEqualization";
  private static final float NEAR = 1e-3f;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{tile_grid_size: [2, 2]} | 1 4 4 1 | 1 4 4 1 | 0 39.29425 75.9409 116.0341 149.0515"
            + " 188.3458 223.8237 6.810831 41.82034 78.77512 116.2881 155.5244 188.2039 226.8819"
            + " 7.623132 48.30066",
        "{tile_grid_size: [2, 3], clip_limit: 40} | 1 5 4 1 | 1 5 4 1 | 0 49.96672 92.12422"
            + " 126.4725 199.8669 249.8336 252.7547 40.04029 83.68058 127.6264 149.0141 196.6071"
            + " 220.0446 248.2817 21.26529 69.21056 82.79274 128.0339 165.2342 227.7424",
        "{tile_grid_size: [2, 2], clip_limit: 0, value_range: [0, 1]} | 1 3 3 1 | 1 3 3 1 | 0"
            + " 0.3333333 0.4166667 0.6666667 1 1 1 0.25 0.4583334",
        "{tile_grid_size: [1, 2], clip_limit: 1.5, value_range: [-1, 1], data_format:"
            + " 'channels_first'} | 2 2 2 3 | 2 2 2 3 | -1 -0.7108256 -0.4241014 -0.128902"
            + " 0.1679764 0.451355 0.7396073 -0.9729192 -0.6877512 -0.3944184 -0.09928614 0.1851207"
            + " 0.467451 0.7625831 -0.9555942 -0.6665747 -0.3714425 -0.08272237 0.2070582 0.5021905"
            + " 0.7842674 -0.9269675 -0.6318353 -0.3505656"
      })
  void computesWhatKerasComputes(String settings, String shape, String outputShape, String values) {
    Numbers y = NetworkRun.apply(LAYER, settings, image(settings, longs(shape)));
    assertThat(y.shape()).containsExactly(longs(outputShape));
    assertThat(y.values()).usingComparatorWithPrecision(NEAR).containsExactly(floats(values));
  }

  @Test
  void takesImagesOfAnySize() {
    Numbers x = image("{}", 2, 13, 9, 3);
    assertThat(NetworkRun.apply(NetworkRun.layer(LAYER, "{}", -1, -1, -1, 3), x).values())
        .containsExactly(NetworkRun.apply(LAYER, "{}", x).values());
  }

  @Test
  void refusesMoreTilesThanReflectedPixels() {
    assertThatThrownBy(() -> NetworkRun.apply(LAYER, "{}", image("{}", 1, 3, 9, 1)))
        .hasMessageContaining(
            "[tile_grid_size] divides 3 pixels into 8 tiles; it must divide them into at most 6");
  }

  private static Numbers image(String settings, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int index = 0; index < values.length; index++) {
      float value = index * 37 % 256;
      values[index] =
          settings.contains("[0, 1]")
              ? value / 255
              : settings.contains("[-1, 1]") ? value / 128 - 1 : value;
    }
    return new Numbers(shape, values);
  }

  private static long[] longs(String text) {
    return Stream.of(text.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private static float[] floats(String text) {
    float[] floats = new float[text.split(" ").length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = Float.parseFloat(text.split(" ")[index]);
    }
    return floats;
  }
}
