package io.dlpipelines.tensorflow.keras.layer.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.keras.Grid;
import io.dlpipelines.tensorflow.keras.NetworkGradients;
import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolingTest {

  @ParameterizedTest
  @CsvSource({
    "1, 2, 2, valid",
    "1, 3, 2, same",
    "2, 2, 2, valid",
    "2, 3, 1, same",
    "2, 3, 2, same",
    "2, 2, 3, valid",
    "3, 2, 2, valid",
    "3, 3, 2, same",
  })
  void poolsWindows(int rank, int size, int stride, String padding) {
    Numbers x = Numbers.random(1, input(rank));
    String settings =
        "{pool_size: %d, strides: %d, padding: '%s'}".formatted(size, stride, padding);
    for (String kind : new String[] {"Max", "Average"}) {
      Numbers expected = pool(x, kind, size, stride, padding);
      String className = kind + "Pooling" + rank + "D";
      assertClose(NetworkRun.apply(className, settings, x), expected);
      long[] unknown = x.shape().clone();
      Arrays.fill(unknown, 1, rank + 1, -1);
      assertClose(NetworkRun.apply(NetworkRun.layer(className, settings, unknown), x), expected);
      assertClose(
          NetworkRun.apply(
              className,
              settings.replace("}", ", data_format: 'channels_first'}"),
              new Grid(x).channelsFirst().numbers()),
          new Grid(expected).channelsFirst().numbers());
      NetworkGradients.check(
          NetworkRun.layer(className, settings, x.shape()), Numbers.distinct(1, x.shape()));
    }
  }

  @Test
  void slidesByItsSizeAndPoolsTwoUnlessTold() {
    Numbers x = Numbers.random(1, input(2));
    assertClose(NetworkRun.apply("MaxPooling2D", "{}", x), pool(x, "Max", 2, 2, "valid"));
    assertClose(
        NetworkRun.apply("AveragePooling2D", "{pool_size: [3, 3], strides: null}", x),
        pool(x, "Average", 3, 3, "valid"));
  }

  @Test
  void takesSizesForEachAxis() {
    Numbers y =
        NetworkRun.apply(
            "MaxPooling2D",
            "{pool_size: [2, 1], strides: [1, 2]}",
            Numbers.of(new long[] {1, 3, 3, 1}, 1, 2, 3, 4, 5, 6, -7, 8, 9));
    assertThat(y.shape()).containsExactly(1, 2, 2, 1);
    assertThat(y.values()).containsExactly(4, 6, 4, 9);
  }

  @Test
  void refusesInputsSmallerThanTheWindow() {
    assertThatThrownBy(
            () -> NetworkGraph.of(NetworkRun.layer("MaxPooling1D", "{pool_size: 7}", 1, 6, 2)))
        .hasMessage(
            "Layer [y] of class MaxPooling1D: its window is 7 wide, and its input [-1, 6, 2] only"
                + " 6; lower [pool_size], or set [padding] to same.");
  }

  private static long[] input(int rank) {
    return LongStream.concat(
            LongStream.of(2),
            LongStream.concat(
                Collections.nCopies(rank, 6L).stream().mapToLong(Long::longValue),
                LongStream.of(3)))
        .toArray();
  }

  private static Numbers pool(Numbers input, String kind, int size, int stride, String padding) {
    Grid x = new Grid(input);
    int rank = input.shape().length - 2;
    long length = input.shape()[1];
    long windows =
        padding.equals("valid") ? (length - size) / stride + 1 : (length + stride - 1) / stride;
    long before =
        padding.equals("valid") ? 0 : Math.max((windows - 1) * stride + size - length, 0) / 2;
    long[] shape = input.shape().clone();
    Arrays.fill(shape, 1, rank + 1, windows);
    long[] window = new long[rank];
    Arrays.fill(window, size);
    Grid y = Grid.of(shape);
    Grid.each(
        shape,
        out -> {
          float[] sumCountMax = {0, 0, Float.NEGATIVE_INFINITY};
          Grid.each(
              window,
              tap -> {
                long[] in = out.clone();
                for (int axis = 0; axis < rank; axis++) {
                  in[axis + 1] = out[axis + 1] * stride + tap[axis] - before;
                }
                if (x.contains(in)) {
                  sumCountMax[0] += x.get(in);
                  sumCountMax[1]++;
                  sumCountMax[2] = Math.max(sumCountMax[2], x.get(in));
                }
              });
          y.add(kind.equals("Max") ? sumCountMax[2] : sumCountMax[0] / sumCountMax[1], out);
        });
    return y.numbers();
  }

  static void assertClose(Numbers actual, Numbers expected) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    assertThat(actual.values()).containsExactly(expected.values(), within(1e-4f));
  }
}
