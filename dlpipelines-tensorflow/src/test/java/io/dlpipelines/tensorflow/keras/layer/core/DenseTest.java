package io.dlpipelines.tensorflow.keras.layer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import org.junit.jupiter.api.Test;

class DenseTest {
  private static final Numbers KERNEL = Numbers.of(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
  private static final Numbers BIAS = Numbers.of(new long[] {3}, 0.5, -40, 0);

  @Test
  void multipliesAddsAndActivates() {
    Numbers y =
        NetworkRun.apply(
            "Dense",
            "{units: 3, activation: 'relu'}",
            Numbers.of(new long[] {2, 2}, 1, 2, -1, 1),
            KERNEL,
            BIAS);
    assertThat(y.shape()).containsExactly(2, 3);
    assertThat(y.values()).containsExactly(9.5f, 0, 15, 3.5f, 0, 3);
  }

  @Test
  void worksAlongTheLastAxis() {
    Numbers y =
        NetworkRun.apply(
            "Dense",
            "{units: 3, use_bias: false}",
            Numbers.of(new long[] {1, 2, 2}, 1, 2, -1, 1),
            KERNEL);
    assertThat(y.shape()).containsExactly(1, 2, 3);
    assertThat(y.values()).containsExactly(9, 12, 15, 3, 3, 3);
  }

  @Test
  void worksAlongTheLastOfManyAxes() {
    Numbers x = Numbers.random(1, 3, 2, 4, 2);
    Numbers y = NetworkRun.apply("Dense", "{units: 3, use_bias: false}", x, KERNEL);
    assertThat(y.shape()).containsExactly(3, 2, 4, 3);
    float[] wanted = new float[y.values().length];
    for (int index = 0; index < wanted.length; index++) {
      int row = index / 3 * 2;
      int unit = index % 3;
      wanted[index] =
          x.values()[row] * KERNEL.values()[unit] + x.values()[row + 1] * KERNEL.values()[3 + unit];
    }
    assertThat(y.values()).containsExactly(wanted, offset(1e-5f));
  }

  @Test
  void refusesWhatIsNoCount() {
    assertThatThrownBy(() -> NetworkRun.layer("Dense", "{units: 0}", 1, 2))
        .hasMessage("Layer [y] of class Dense: [units] is 0; it must be at least 1.");
  }
}
