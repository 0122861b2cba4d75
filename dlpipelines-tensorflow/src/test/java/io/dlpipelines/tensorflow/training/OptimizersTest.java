package io.dlpipelines.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.tensorflow.training.optimizer.Optimizers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class OptimizersTest {
  private static final List<Shape> SHAPES =
      List.of(Shape.scalar(), Shape.of(5), Shape.of(3, 7), Shape.of(2, 3, 4), Shape.of(4));

  /** The last variable starts at zero. */
  private static List<float[]> initial() {
    List<float[]> initial = new ArrayList<>(random(0));
    initial.set(SHAPES.size() - 1, new float[4]);
    return initial;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd",
        "sgd(momentum=0.9)",
        "sgd(momentum=0.8, nesterov=true)",
        "sgd(momentum=0.8, weight_decay=0.1)",
        "rmsprop",
        "rmsprop(rho=0.7, epsilon=0.01)",
        "rmsprop(momentum=0.5)",
        "rmsprop(centered=true)",
        "rmsprop(centered=true, momentum=0.5, rho=0.6, epsilon=0.001)",
        "adagrad",
        "adagrad(initial_accumulator_value=0.5, epsilon=0.1)",
        "adagrad(weight_decay=0.5)",
        "adadelta",
        "adadelta(rho=0.8, epsilon=0.01)",
        "adam",
        "adam(beta_1=0.5, beta_2=0.8, epsilon=0.01)",
        "adam(amsgrad=true, beta_2=0.5)",
        "adam(weight_decay=0.3)",
        "adamw",
        "adamw(weight_decay=0.2, amsgrad=true)",
        "adamax",
        "adamax(beta_1=0.5, beta_2=0.6, epsilon=0.1)",
        "nadam",
        "nadam(beta_1=0.5, beta_2=0.8, epsilon=0.01)",
        "nadam(weight_decay=0.2)",
        "ftrl",
        "ftrl(learning_rate_power=-0.8, initial_accumulator_value=0.3)",
        "ftrl(l1_regularization_strength=0.2, l2_regularization_strength=0.1)",
        "ftrl(l2_shrinkage_regularization_strength=0.2, beta=0.3)",
        "ftrl(weight_decay=0.2)",
        "lamb",
        "lamb(beta_1=0.5, beta_2=0.8, epsilon=0.01, weight_decay=0.2)",
        "lion",
        "lion(beta_1=0.5, beta_2=0.8, weight_decay=0.2)",
      })
  void followsKeras(String text) {
    NamedSettings chosen = NamedSettings.parse(text);
    Map<String, Double> settings = new HashMap<>();
    chosen
        .values()
        .forEach(
            (key, value) -> settings.put(key, value.equals("true") ? 1 : Double.valueOf(value)));
    double weightDecay =
        settings.getOrDefault("weight_decay", chosen.name().equals("adamw") ? 0.004 : 0);
    List<PlainOptimizer> plain = new ArrayList<>();
    List<double[]> expected = new ArrayList<>();
    for (float[] values : initial()) {
      plain.add(PlainOptimizer.of(chosen.name(), settings));
      expected.add(doubles(values));
    }
    try (OptimizerRun run = new OptimizerRun(Optimizers.of(text), SHAPES, initial())) {
      for (int step = 1; step <= 5; step++) {
        double learningRate = 0.2 / step;
        List<float[]> gradients = random(step);
        run.step(step, learningRate, gradients);
        List<float[]> values = run.values();
        for (int index = 0; index < plain.size(); index++) {
          plain
              .get(index)
              .step(expected.get(index), doubles(gradients.get(index)), learningRate, weightDecay);
          for (int at = 0; at < values.get(index).length; at++) {
            double wanted = expected.get(index)[at];
            assertThat((double) values.get(index)[at])
                .as("step %d, variable %d, number %d", step, index, at)
                .isCloseTo(wanted, within(1e-5 + 1e-5 * Math.abs(wanted)));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam", "sgd(weight_decay=0.5)", "lion"})
  void changesVariablesAfterTheyWereRead(String text) {
    List<Shape> shapes = List.of(Shape.of(100_000));
    float[] zeros = new float[100_000];
    float[] ones = zeros.clone();
    Arrays.fill(ones, 1);
    try (OptimizerRun run = new OptimizerRun(Optimizers.of(text), shapes, List.of(zeros))) {
      for (int step = 1; step <= 20; step++) {
        float[] before = run.values().get(0);
        assertThat(run.step(step, 0.1, List.of(ones)).get(0)).isEqualTo(before);
        assertThat(run.values().get(0)[99_999]).isLessThan(before[99_999]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "sgd(weight_decay=0.1)", "lion"})
  void constrainsWhatVariablesBecome(String text) {
    float[] start = {0.05f, 0.5f};
    try (OptimizerRun run =
        new OptimizerRun(
            Optimizers.of(text),
            Optional.of((tf, weight) -> tf.math.maximum(weight, tf.constant(0f))),
            List.of(Shape.of(2)),
            List.of(start))) {
      for (int step = 1; step <= 3; step++) {
        run.step(step, 0.1, List.of(new float[] {1, 1}));
        assertThat(run.values().get(0)[0]).isZero();
        assertThat(run.values().get(0)[1])
            .isPositive()
            .isCloseTo(0.5f - 0.1f * step, within(0.02f));
      }
    }
  }

  @Test
  void takesKerasNamesInAnyCase() {
    assertThat(Optimizers.of("Adam")).isEqualTo(Optimizers.of("adam(beta_1=0.9)"));
    assertThat(Optimizers.of("SGD(weight_decay=0)")).isEqualTo(Optimizers.of("sgd"));
    assertThat(Optimizers.of("adamw")).isEqualTo(Optimizers.of("adam(weight_decay=0.004)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sdg | There is no optimizer [sdg]; there are [adadelta, adagrad, adam, adamax, adamw,"
            + " ftrl, lamb, lion, nadam, rmsprop, sgd].",
        "adam(learning_rate=0.1) | [learning_rate] is no setting of [adam]; set the Param"
            + " learningRate instead.",
        "adam(clipnorm=1) | [clipnorm] is no setting of [adam]; how gradients are clipped is a"
            + " Param of its own.",
        "sgd(beta_1=0.9) | [sgd] has no setting [beta_1]; it has [momentum, nesterov,"
            + " weight_decay].",
        "sgd(momentum=1.5) | [momentum] of [sgd] is [1.5], and must be a number from 0.0 to 1.0.",
        "adam(beta_1=1) | [beta_1] of [adam] is [1], and must be a number from 0.0 to 0.999999.",
        "adam(epsilon=NaN) | [epsilon] of [adam] is [NaN], and must be a number from 0.0 to 1.0.",
        "lion(beta_1=0) | [beta_1] of [lion] is [0], and must be a number from 1.0E-6 to 1.0.",
        "ftrl(learning_rate_power=0.5) | [learning_rate_power] of [ftrl] is [0.5], and must be a"
            + " number from -1.0E30 to 0.0.",
        "sgd(weight_decay=-1) | [weight_decay] of [sgd] is [-1], and must be a number from 0.0 to"
            + " 1.0E30.",
        "rmsprop(centered=maybe) | [centered] of [rmsprop] is [maybe], and must be true or false."
      })
  void refusesWhatItCannotDo(String text, String message) {
    assertThatThrownBy(() -> Optimizers.of(text)).hasMessage(message);
  }

  private static List<float[]> random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> all = new ArrayList<>();
    for (Shape shape : SHAPES) {
      float[] values = new float[(int) shape.size()];
      for (int index = 0; index < values.length; index++) {
        values[index] = (float) random.nextDouble(-1, 1);
      }
      all.add(values);
    }
    return all;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int index = 0; index < values.length; index++) {
      doubles[index] = values[index];
    }
    return doubles;
  }
}
