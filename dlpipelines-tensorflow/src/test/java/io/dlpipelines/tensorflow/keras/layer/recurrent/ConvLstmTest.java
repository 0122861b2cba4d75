package io.dlpipelines.tensorflow.keras.layer.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvLstmTest {
  private static final int FILTERS = 2;
  private static final int CHANNELS = 2;

  /** With kernels of one pixel, each pixel is a sequence of its own. */
  @ParameterizedTest
  @CsvSource({
    "channels_last,3,false",
    "channels_first,3,false",
    "channels_last,-1,true",
    "channels_first,-1,true"
  })
  void isAnLstmOfEachPixel(String format, int times, boolean sequences) {
    Numbers kernel = Numbers.random(1, 1, 1, CHANNELS, 4 * FILTERS);
    Numbers recurrent = Numbers.random(2, 1, 1, FILTERS, 4 * FILTERS);
    Numbers bias = Numbers.random(3, 4 * FILTERS);
    boolean first = format.equals("channels_first");
    // [pixels, time, channels], and the same as [1, time, 2, 3, channels] or channels first
    Numbers pixels = Numbers.random(4, 6, 3, CHANNELS);
    float[] image = new float[pixels.values().length];
    for (int pixel = 0; pixel < 6; pixel++) {
      for (int time = 0; time < 3; time++) {
        for (int channel = 0; channel < CHANNELS; channel++) {
          image[
                  first
                      ? (time * CHANNELS + channel) * 6 + pixel
                      : (time * 6 + pixel) * CHANNELS + channel] =
              pixels.values()[(pixel * 3 + time) * CHANNELS + channel];
        }
      }
    }
    Numbers x =
        new Numbers(
            first ? new long[] {1, 3, CHANNELS, 2, 3} : new long[] {1, 3, 2, 3, CHANNELS}, image);

    Numbers y =
        NetworkRun.run(
                NetworkRun.layer(
                    "ConvLSTM2D",
                    "{filters: 2, kernel_size: 1, data_format: '%s', return_sequences: %s}"
                        .formatted(format, sequences),
                    first
                        ? new long[] {-1, times, CHANNELS, 2, 3}
                        : new long[] {-1, times, 2, 3, CHANNELS}),
                List.of(x),
                kernel,
                recurrent,
                bias)
            .get("y");

    double[] plain =
        PlainSteps.of("LSTM", false, false, sequences, kernel, recurrent, bias)
            .run(pixels, false, FILTERS)
            .get(0);
    int steps = sequences ? 3 : 1;
    double[] expected = new double[plain.length];
    for (int pixel = 0; pixel < 6; pixel++) {
      for (int time = 0; time < steps; time++) {
        for (int filter = 0; filter < FILTERS; filter++) {
          expected[
                  first
                      ? (time * FILTERS + filter) * 6 + pixel
                      : (time * 6 + pixel) * FILTERS + filter] =
              plain[(pixel * steps + time) * FILTERS + filter];
        }
      }
    }
    RecurrentLayerTest.assertClose(y, expected);
  }

  /** The gates are open, so that the cell is the sum of the input's and the state's sums. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void sumsNeighboursOfTheInputAndOfTheState(int axes) {
    int size = (int) Math.pow(3, axes);
    float[] kernel = new float[size * 4];
    float[] recurrent = new float[size * 4];
    for (int position = 0; position < size; position++) {
      kernel[position * 4 + 2] = 1;
      recurrent[position * 4 + 2] = 1;
    }
    long[] shape = new long[axes + 3];
    Arrays.fill(shape, 3);
    shape[0] = 1;
    shape[1] = 2;
    shape[axes + 2] = 1;
    long[] kernelShape = new long[axes + 2];
    Arrays.fill(kernelShape, 3);
    kernelShape[axes] = 1;
    kernelShape[axes + 1] = 4;
    float[] ones = new float[2 * size];
    Arrays.fill(ones, 1);
    Numbers y =
        NetworkRun.apply(
            "ConvLSTM%dD".formatted(axes),
            "{filters: 1, kernel_size: 3, padding: 'same', activation: 'linear',"
                + " recurrent_activation: 'linear'}",
            new Numbers(shape, ones),
            new Numbers(kernelShape, kernel),
            new Numbers(kernelShape, recurrent),
            Numbers.of(new long[] {4}, 1, 1, 0, 1));
    // At the middle after one step: c = h = n, n the number of neighbours there; after two: c plus
    // n plus the sum of the numbers of neighbours of all.
    double sum = Math.pow(2 + 3 + 2, axes);
    assertThat(y.values()[size / 2]).isEqualTo((float) (size + size + sum));
  }

  @ParameterizedTest
  @CsvSource({
    "'strides: 2', 3, 4",
    "'strides: [1, 2]', 5, 4",
    "'dilation_rate: 2', 3, 5",
    "'padding: same', 7, 9",
    "'padding: same, strides: 2', 4, 5"
  })
  void givesTheSizesOfAConvolution(String setting, int height, int width) {
    NetworkGraph graph =
        NetworkGraph.of(
            NetworkRun.layer(
                "ConvLSTM2D",
                "{filters: 2, kernel_size: 3, %s}".formatted(setting.replace("same", "'same'")),
                -1,
                3,
                7,
                9,
                2));
    assertThat(graph.outputs().get(0).spec().shape().toString())
        .isEqualTo("[?, %d, %d, 2]".formatted(height, width));
    assertThat(graph.weights())
        .extracting(WeightSpec::toString)
        .containsExactly(
            "y/cell/kernel [3, 3, 2, 8]",
            "y/cell/recurrent_kernel [3, 3, 2, 8]",
            "y/cell/bias [8]");
  }

  @Test
  void refusesImagesOfUnknownSize() {
    assertThatThrownBy(
            () ->
                NetworkGraph.of(
                    NetworkRun.layer(
                        "ConvLSTM2D", "{filters: 2, kernel_size: 3}", -1, 3, -1, 9, 2)))
        .hasMessageContaining("the size of axis 2 of its input")
        .hasMessageContaining("is not known");
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 3 4", "3, 2 3 2"})
  void aLoopGivesWhatStepsOfTheirOwnGive(int axes, String sizes) {
    long[] spatial = Arrays.stream(sizes.split(" ")).mapToLong(Long::parseLong).toArray();
    long[] shape = new long[axes + 3];
    long[] kernel = new long[axes + 2];
    Arrays.fill(kernel, 2);
    shape[0] = 2;
    shape[1] = 20;
    System.arraycopy(spatial, 0, shape, 2, axes);
    shape[axes + 2] = CHANNELS;
    kernel[axes] = CHANNELS;
    kernel[axes + 1] = 4 * FILTERS;
    Numbers[] weights = {
      Numbers.random(1, kernel), Numbers.random(2, kernel), Numbers.random(3, 4 * FILTERS)
    };
    String settings = "{filters: 2, kernel_size: 2, dilation_rate: %s, padding: 'same'%s}";
    String dilation = axes == 1 ? "2" : "1";
    Numbers x = Numbers.random(4, shape);
    assertThat(
            NetworkRun.apply(
                    "ConvLSTM%dD".formatted(axes), settings.formatted(dilation, ""), x, weights)
                .values())
        .containsExactly(
            NetworkRun.apply(
                    "ConvLSTM%dD".formatted(axes),
                    settings.formatted(dilation, ", unroll: true"),
                    x,
                    weights)
                .values(),
            within(1e-6f));
  }

  @Test
  void refusesStridesOfDilatedWindows() {
    assertThatThrownBy(
            () ->
                NetworkRun.layer(
                    "ConvLSTM2D",
                    "{filters: 2, kernel_size: 2, strides: 2, dilation_rate: [1, 2]}",
                    -1,
                    3,
                    7,
                    9,
                    2))
        .hasMessageEndingWith(
            "[strides] is [2, 2] and [dilation_rate] is [1, 2]; one of them must be 1.");
  }
}
