package io.dlpipelines.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class GradientClippingTest {
  private static final float[] TEN = {6, -8};
  private static final float[] HALF = {0.3f, 0.4f};

  @Test
  void leavesGradients() {
    assertClipped(GradientClipping.NONE, TEN, HALF, 6, -8, 0.3, 0.4);
  }

  @Test
  void limitsNumbers() {
    assertClipped(GradientClipping.byValue(0.35), TEN, HALF, 0.35, -0.35, 0.3, 0.35);
  }

  @Test
  void limitsTheNormOfEach() {
    assertClipped(GradientClipping.byNorm(1), TEN, HALF, 0.6, -0.8, 0.3, 0.4);
    assertClipped(GradientClipping.byNorm(1), new float[2], HALF, 0, 0, 0.3, 0.4);
  }

  @Test
  void limitsTheNormOfAll() {
    double scale = 2 / Math.sqrt(100 + 0.25);
    assertClipped(
        GradientClipping.byGlobalNorm(2),
        TEN,
        HALF,
        6 * scale,
        -8 * scale,
        0.3 * scale,
        0.4 * scale);
    assertClipped(GradientClipping.byGlobalNorm(20), TEN, HALF, 6, -8, 0.3, 0.4);
    assertClipped(GradientClipping.byGlobalNorm(1), new float[2], new float[2], 0, 0, 0, 0);
  }

  @Test
  void showsGradientsThatAreInfinite() {
    float[] infinite = {Float.POSITIVE_INFINITY, 1};
    for (float[] clipped : clip(GradientClipping.byGlobalNorm(1), infinite, HALF)) {
      assertThat(clipped).containsOnly(Float.NaN);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void needsALimit(double limit) {
    assertThatThrownBy(() -> GradientClipping.byNorm(limit))
        .hasMessage("Gradients are to be clipped at [%s], which must be a positive number.", limit);
  }

  private static void assertClipped(
      GradientClipping clipping, float[] first, float[] second, double... expected) {
    List<float[]> clipped = clip(clipping, first, second);
    for (int index = 0; index < expected.length; index++) {
      assertThat((double) clipped.get(index / 2)[index % 2])
          .isCloseTo(expected[index], within(1e-5));
    }
  }

  /** The first gradient as a column, the second as a row. */
  private static List<float[]> clip(GradientClipping clipping, float[] first, float[] second) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<Operand<TFloat32>> clipped =
          clipping.clip(
              tf,
              List.of(tf.constant(new float[][] {{first[0]}, {first[1]}}), tf.constant(second)));
      List<float[]> all = new ArrayList<>();
      try (Session session = new Session(graph);
          var result = session.runner().fetch(clipped.get(0)).fetch(clipped.get(1)).run()) {
        result.forEach(
            each -> {
              float[] values = new float[2];
              ((TFloat32) each.getValue()).asRawTensor().data().asFloats().read(values);
              all.add(values);
            });
      }
      return all;
    }
  }
}
