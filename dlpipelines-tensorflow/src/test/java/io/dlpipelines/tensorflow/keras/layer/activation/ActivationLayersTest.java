package io.dlpipelines.tensorflow.keras.layer.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.TrainingRun;
import io.dlpipelines.tensorflow.keras.ValueRun;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationLayersTest {
  private static final double[] X = {
    -9, -4.5, -2.7, -1.3, -0.7, -0.3, -0.1, 0.15, 0.4, 0.6, 0.9, 1.4, 2.2, 3.7, 5.2, 6.6, 9
  };

  static Stream<Arguments> functions() {
    return Stream.of(
        function("linear", x -> x),
        function("relu", x -> Math.max(x, 0)),
        function("relu6", x -> Math.min(Math.max(x, 0), 6)),
        function("leaky_relu", x -> x > 0 ? x : 0.2 * x),
        function("elu", x -> x > 0 ? x : Math.expm1(x)),
        function("celu", x -> x > 0 ? x : Math.expm1(x)),
        function("selu", x -> 1.05070098 * (x > 0 ? x : 1.67326324 * Math.expm1(x))),
        function("gelu", x -> x * (1 + erf(x / Math.sqrt(2))) / 2),
        function("gelu_tanh", ActivationLayersTest::geluByTanh),
        function("gelu_approximate", ActivationLayersTest::geluByTanh),
        function("silu", x -> x * sigmoid(x)),
        function("swish", x -> x * sigmoid(x)),
        function("mish", x -> x * Math.tanh(Math.log1p(Math.exp(x)))),
        function("sigmoid", ActivationLayersTest::sigmoid),
        function("log_sigmoid", x -> Math.log(sigmoid(x))),
        function("hard_sigmoid", x -> Math.min(Math.max(x + 3, 0), 6) / 6),
        function("legacy_hard_sigmoid", x -> Math.min(Math.max(0.2 * x + 0.5, 0), 1)),
        function("sparse_sigmoid", x -> Math.min(Math.max((x + 1) / 2, 0), 1)),
        function("hard_silu", x -> x * Math.min(Math.max(x + 3, 0), 6) / 6),
        function("hard_swish", x -> x * Math.min(Math.max(x + 3, 0), 6) / 6),
        function("tanh", Math::tanh),
        function("hard_tanh", x -> Math.min(Math.max(x, -1), 1)),
        function("tanh_shrink", x -> x - Math.tanh(x)),
        function("hard_shrink", x -> Math.abs(x) > 0.5 ? x : 0),
        function("soft_shrink", x -> x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0),
        function("softplus", x -> Math.log1p(Math.exp(x))),
        function("sparse_plus", x -> x <= -1 ? 0 : x < 1 ? (x + 1) * (x + 1) / 4 : x),
        function("squareplus", x -> (x + Math.sqrt(x * x + 4)) / 2),
        function("softsign", x -> x / (1 + Math.abs(x))),
        function("exponential", Math::exp));
  }

  static Stream<Arguments> layers() {
    return Stream.of(
        layer("ReLU", "{}", x -> Math.max(x, 0)),
        layer("ReLU", "{max_value: 6}", x -> Math.min(Math.max(x, 0), 6)),
        layer("ReLU", "{max_value: 2.5}", x -> Math.min(Math.max(x, 0), 2.5)),
        layer("ReLU", "{max_value: null, negative_slope: 0.1}", x -> x > 0 ? x : 0.1 * x),
        layer("ReLU", "{threshold: 1}", x -> x > 1 ? x : 0),
        layer(
            "ReLU",
            "{max_value: 6, negative_slope: 0.1, threshold: 1}",
            x -> x > 1 ? Math.min(x, 6) : 0.1 * (x - 1)),
        layer("LeakyReLU", "{}", x -> x > 0 ? x : 0.3 * x),
        layer("LeakyReLU", "{negative_slope: 0.01}", x -> x > 0 ? x : 0.01 * x),
        layer("ELU", "{}", x -> x > 0 ? x : Math.expm1(x)),
        layer("ELU", "{alpha: 0.5}", x -> x > 0 ? x : 0.5 * Math.expm1(x)),
        layer("ThresholdedReLU", "{}", x -> x > 1 ? x : 0),
        layer("ThresholdedReLU", "{theta: 2}", x -> x > 2 ? x : 0),
        layer(
            "Activation",
            "{activation: {class_name: 'function', config: 'relu', registered_name: 'relu'}}",
            x -> Math.max(x, 0)),
        layer(
            "Activation",
            "{activation: {module: 'keras.layers', class_name: 'LeakyReLU',"
                + " config: {name: 'a', negative_slope: 0.1}, registered_name: null}}",
            x -> x > 0 ? x : 0.1 * x),
        layer(
            "Activation",
            "{activation: {class_name: 'LeakyReLU', config: {name: 'a', alpha: 0.25}}}",
            x -> x > 0 ? x : 0.25 * x),
        layer(
            "Activation",
            "{activation: {class_name: 'ReLU', config: {max_value: 1.5}}}",
            x -> Math.min(Math.max(x, 0), 1.5)),
        layer("Activation", "{activation: 'LeakyReLU'}", x -> x > 0 ? x : 0.3 * x));
  }

  private static Arguments function(String name, DoubleUnaryOperator formula) {
    return layer("Activation", "{activation: '%s'}".formatted(name), formula);
  }

  private static Arguments layer(String className, String settings, DoubleUnaryOperator formula) {
    return arguments(className, settings, formula);
  }

  @ParameterizedTest
  @MethodSource({"functions", "layers"})
  void follows(String className, String settings, DoubleUnaryOperator formula) {
    Numbers y = NetworkRun.apply(className, settings, Numbers.of(new long[] {1, X.length}, X));
    for (int index = 0; index < X.length; index++) {
      double expected = formula.applyAsDouble(X[index]);
      assertThat((double) y.values()[index])
          .as("at %s", X[index])
          .isCloseTo(expected, offset(2e-6 * Math.max(1, Math.abs(expected))));
    }
  }

  @ParameterizedTest
  @MethodSource({"functions", "layers"})
  void hasItsGradient(String className, String settings, DoubleUnaryOperator formula) {
    double[] moderate = {-4.5, -2.7, -1.3, -0.7, -0.3, 0.15, 0.4, 0.6, 0.9, 1.4, 2.2, 3.7};
    long[] shape = {1, moderate.length};
    try (TrainingRun run = TrainingRun.of(className, settings, shape)) {
      Numbers gradient = run.gradient(Numbers.of(shape, moderate));
      for (int index = 0; index < moderate.length; index++) {
        double x = moderate[index];
        double slope = (formula.applyAsDouble(x + 1e-6) - formula.applyAsDouble(x - 1e-6)) / 2e-6;
        double expected = formula.applyAsDouble(x) * slope;
        assertThat((double) gradient.values()[index])
            .as("at %s", x)
            .isCloseTo(expected, offset(1e-4 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  @Test
  void staysFiniteFarOut() {
    for (String name : new String[] {"softmax", "log_softmax", "softplus", "mish", "log_sigmoid"}) {
      Numbers y =
          NetworkRun.apply(
              "Activation",
              "{activation: '%s'}".formatted(name),
              Numbers.of(new long[] {1, 1, 3}, -1000, 0, 1000));
      for (float value : y.values()) {
        assertThat(value).as(name).isFinite();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 6]", "[1, 2, 3]", "[1, 2, 1, 3]"})
  void softmaxSumsToOneAlongTheLastAxis(String text) {
    long[] shape = shape(text);
    Numbers x = Numbers.random(1, shape);
    Numbers y = NetworkRun.apply("Activation", "{activation: 'softmax'}", x);
    Numbers log = NetworkRun.apply("Activation", "{activation: 'log_softmax'}", x);
    int last = (int) shape[shape.length - 1];
    for (int start = 0; start < y.values().length; start += last) {
      double sum = 0;
      for (int index = start; index < start + last; index++) {
        sum += Math.exp(x.values()[index]);
      }
      for (int index = start; index < start + last; index++) {
        double expected = Math.exp(x.values()[index]) / sum;
        assertThat(y.values()[index]).isCloseTo((float) expected, offset(1e-6f));
        assertThat(log.values()[index]).isCloseTo((float) Math.log(expected), offset(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{activation: 'softmax'}", "{activation: 'log_softmax'}",
        "{activation: 'sparsemax'}", "{activation: 'glu'}"
      })
  void gradientsAreRightAtAnyRank(String settings) {
    for (long[] shape : new long[][] {{2, 4}, {2, 3, 4}}) {
      Numbers x = Numbers.random(3, shape);
      try (TrainingRun run = TrainingRun.of("Activation", settings, shape)) {
        assertThat(run.gradient(x).values())
            .usingComparatorWithPrecision(5e-3f)
            .containsExactly(run.difference(x).values());
      }
    }
  }

  @Test
  void softmaxTakesAnyAxes() {
    Numbers x = Numbers.of(new long[] {1, 2, 2}, 0, Math.log(2), Math.log(3), Math.log(4));
    assertThat(NetworkRun.apply("Softmax", "{axis: 1}", x).values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(1 / 4f, 2 / 6f, 3 / 4f, 4 / 6f);
    assertThat(NetworkRun.apply("Softmax", "{axis: [1, 2]}", x).values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(0.1f, 0.2f, 0.3f, 0.4f);
    assertThat(NetworkRun.apply("Softmax", "{}", x).values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(1 / 3f, 2 / 3f, 3 / 7f, 4 / 7f);
  }

  @Test
  void softmaxLeavesOutWhatIsMasked() {
    Numbers x = Numbers.of(new long[] {2, 3}, 1, 1, 7, 5, 5, 5);
    Numbers mask = Numbers.of(new long[] {2, 3}, 1, 1, 0, 0, 0, 0);
    ValueRun.Result implied =
        ValueRun.apply("Softmax", "{}", tf -> List.of(ValueRun.masked(tf, x, mask)));
    ValueRun.Result passed =
        ValueRun.apply(
            "Softmax",
            "{}",
            tf ->
                List.of(Value.of(ValueRun.constant(tf, x)), Value.of(ValueRun.constant(tf, mask))));
    assertThat(implied.output().values()).containsExactly(0.5f, 0.5f, 0, 0, 0, 0);
    assertThat(implied.mask()).containsExactly(true, true, false, false, false, false);
    assertThat(passed.output().values()).containsExactly(0.5f, 0.5f, 0, 0, 0, 0);
  }

  /** Values of Keras 3.15, whose threshold is not that of the paper. */
  @Test
  void sparsemaxHasTheThresholdOfKeras() {
    Numbers x = Numbers.of(new long[] {3, 3}, 0.5, 0.5, -1, 3, 1, 2, 0.1, 0.2, 0.3);
    assertThat(NetworkRun.apply("Activation", "{activation: 'sparsemax'}", x).values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(0.25f, 0.25f, 0, 1, 0, 0, 0, 0.06666666f, 0.16666666f);
  }

  @Test
  void gluGatesHalfByHalf() {
    Numbers x = Numbers.of(new long[] {1, 4}, 2, 3, 0, 1);
    assertThat(NetworkRun.apply("Activation", "{activation: 'glu'}", x).values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(1, (float) (3 * sigmoid(1)));
  }

  @Test
  void preluHasSlopesThatItLearns() {
    Numbers x = Numbers.of(new long[] {1, 2, 2}, -1, -2, -3, 4);
    assertThat(
            NetworkRun.apply("PReLU", "{}", x, Numbers.of(new long[] {2, 2}, 0.1, 0.2, 0.3, 0.4))
                .values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(-0.1f, -0.4f, -0.9f, 4);
    assertThat(
            NetworkRun.apply(
                    "PReLU", "{shared_axes: [1]}", x, Numbers.of(new long[] {1, 2}, 0.1, 0.5))
                .values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(-0.1f, -1, -0.3f, 4);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> NetworkRun.layer("Activation", "{activation: 'mine'}", 1, 2))
        .hasMessageStartingWith(
            "Layer [y] of class Activation: [activation] is \"mine\", which is none of Keras's");
    assertThatThrownBy(
            () ->
                NetworkRun.layer(
                    "Activation", "{activation: {class_name: 'PReLU', config: {}}}", 1, 2))
        .hasMessageContaining("none of Keras's activations");
    assertThatThrownBy(() -> NetworkRun.layer("ReLU", "{negative_slope: -1}", 1, 2))
        .hasMessage("Layer [y] of class ReLU: [negative_slope] is -1.0; it must be at least 0.");
  }

  private static long[] shape(String text) {
    return Stream.of(text.replaceAll("[\\[\\] ]", "").split(","))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double geluByTanh(double x) {
    return x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2;
  }

  /** By its series. */
  private static double erf(double x) {
    if (Math.abs(x) > 5) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 200; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }
}
