package io.dlpipelines.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.training.loss.Losses;
import io.dlpipelines.tensorflow.training.metric.Metrics;
import io.dlpipelines.tensorflow.training.optimizer.Optimizers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Labels of timesteps that do not count may be anything. */
class MaskedLabelsTest {
  /** The second timestep of two is zero, which masks it. */
  private static final double[] INPUT = {1, 2, 0, 0};

  @Test
  void classesThatDoNotCountMayHaveNoUnit() {
    assertThat(trained("sparse_categorical_crossentropy", 1, -1))
        .containsExactly(trained("sparse_categorical_crossentropy", 1, 0));
    assertThat(trained("sparse_categorical_crossentropy", 1, 7))
        .containsExactly(trained("sparse_categorical_crossentropy", 1, 0));
  }

  @Test
  void valuesThatDoNotCountMayBeNoNumbers() {
    assertThat(trained("mse", 1, 2, Double.NaN, Double.POSITIVE_INFINITY))
        .containsExactly(trained("mse", 1, 2, 0, 0));
  }

  /** The losses of a step and of an evaluation, and the kernel after the step. */
  private static double[] trained(String loss, double... labels) {
    String model =
        """
        {class_name: 'Sequential', config: {name: 'net', layers: [
          {class_name: 'InputLayer', config: {name: 'x', batch_shape: [null, 2, 2]}},
          {class_name: 'Masking', config: {name: 'masking'}},
          {class_name: 'Dense', config: {name: 'out', units: 2, activation: 'softmax'}}]}}
        """;
    TrainingObjective objective =
        new TrainingObjective(
            List.of(new OutputObjective(Losses.of(loss), 1, List.of(Metrics.of("accuracy")))),
            false,
            Map.of(),
            false,
            Optimizers.of("sgd"),
            GradientClipping.NONE,
            1);
    try (ProgramRun run = ProgramRun.of(NetworkRun.network(model), new long[] {2, 2}, objective)) {
      double cost = run.train(0.1, 1, INPUT, labels);
      assertThat(cost).isFinite();
      double[] kernel = run.weight("out/kernel");
      return new double[] {
        cost, run.evaluate(1, INPUT, labels), kernel[0], kernel[1], kernel[2], kernel[3]
      };
    }
  }
}
