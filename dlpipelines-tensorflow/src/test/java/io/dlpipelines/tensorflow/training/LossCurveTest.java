package io.dlpipelines.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.training.EpochResult;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LossCurveTest {

  @Test
  void aLossThatFallsIsFine() {
    assertThat(problem(1, 0.5, 0.25)).isEmpty();
    assertThat(problem(-1, -2, -3)).isEmpty();
    assertThat(problem(1, 3, 2)).isEmpty();
    assertThat(problem(1)).isEmpty();
    assertThat(problem()).isEmpty();
    assertThat(problem(0, 0, 0)).isEmpty();
    assertThat(problem(1, Double.NaN)).isEmpty();
  }

  @Test
  void aLossThatStaysTheSame() {
    assertThat(problem(0.693147, 0.693147, 0.6931471))
        .startsWith("the loss is 0.69315 in all 3 epochs, so nothing was learned.");
  }

  @Test
  void aLossThatRises() {
    assertThat(problem(0.5, 100, 50))
        .isEqualTo(
            "the loss rose from 0.50000 to 50.000 over 3 epochs. The learningRate (it is 0.1) is"
                + " likely too large: set a lower one, or gradientClipNorm.");
  }

  private static String problem(double... losses) {
    return new LossCurve(
            IntStream.range(0, losses.length)
                .mapToObj(i -> new EpochResult(i + 1, Map.of("loss", losses[i]), 0.1, 1, 10))
                .toList())
        .findProblem(0.1)
        .orElse("");
  }
}
