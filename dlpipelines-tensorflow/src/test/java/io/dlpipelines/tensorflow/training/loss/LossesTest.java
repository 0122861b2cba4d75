package io.dlpipelines.tensorflow.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.training.FedGraph;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Losses and their gradients against formulas in float64, written row by row. */
class LossesTest {
  private static final double EPSILON = 1e-7;
  private static final int UNITS = 4;
  private static final int ROWS = 6;

  /** The operation at the end of a network. */
  enum Activation {
    LINEAR,
    SOFTMAX,
    SIGMOID;

    Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
      return switch (this) {
        case LINEAR -> x;
        case SOFTMAX -> tf.identity(tf.identity(tf.nn.softmax(x)));
        case SIGMOID -> tf.identity(tf.math.sigmoid(x));
      };
    }

    double[] apply(double[] x) {
      return switch (this) {
        case LINEAR -> x;
        case SOFTMAX -> {
          double sum = Arrays.stream(x).map(Math::exp).sum();
          yield Arrays.stream(x).map(each -> Math.exp(each) / sum).toArray();
        }
        case SIGMOID -> Arrays.stream(x).map(each -> 1 / (1 + Math.exp(-each))).toArray();
      };
    }
  }

  /**
   * A loss on labels and on what a network gives before its activation.
   *
   * @param formula of labels and predictions of one row
   */
  record Case(
      String text,
      Rows labels,
      Rows inputs,
      Activation activation,
      ToDoubleBiFunction<double[], double[]> formula) {

    double expected(double[] labels, double[] inputs) {
      return formula.applyAsDouble(labels, activation.apply(inputs));
    }

    @Override
    public String toString() {
      return "%s of %s on %s of %s".formatted(text, labels, activation, inputs);
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
            categorical("sparse_categorical_crossentropy", LossesTest::sparseCrossentropy),
            categorical("categorical_crossentropy", LossesTest::crossentropy),
            categorical(
                "categorical_crossentropy(label_smoothing=0.1)",
                (y, p) -> crossentropy(smoothed(y, 0.1, UNITS), p)),
            Stream.of(
                new Case(
                    "categorical_crossentropy",
                    Rows.DISTRIBUTION,
                    Rows.REAL,
                    Activation.SOFTMAX,
                    LossesTest::crossentropy)),
            categorical(
                "categorical_focal_crossentropy", (y, p) -> focalCrossentropy(y, p, 0.25, 2)),
            categorical(
                "categorical_focal_crossentropy(alpha=0.7, gamma=1.5, label_smoothing=0.2)",
                (y, p) -> focalCrossentropy(smoothed(y, 0.2, UNITS), p, 0.7, 1.5)),
            binary("binary_crossentropy", LossesTest::binaryCrossentropy),
            binary(
                "binary_crossentropy(label_smoothing=0.1)",
                (y, p) -> binaryCrossentropy(0.9 * y + 0.05, p)),
            binary("binary_focal_crossentropy", (y, p) -> binaryFocal(y, p, 2)),
            binary(
                "binary_focal_crossentropy(gamma=0.5, label_smoothing=0.1)",
                (y, p) -> binaryFocal(0.9 * y + 0.05, p, 0.5)),
            binary(
                "binary_focal_crossentropy(apply_class_balancing=true, alpha=0.3, gamma=3)",
                (y, p) -> (y * 0.3 + (1 - y) * 0.7) * binaryFocal(y, p, 3)),
            real("mean_squared_error", (y, p) -> (y - p) * (y - p)),
            real("mean_absolute_error", (y, p) -> Math.abs(y - p)),
            real("mean_absolute_percentage_error", (y, p) -> 100 * Math.abs((y - p) / y)),
            real("mean_squared_logarithmic_error", LossesTest::squaredLogarithmic),
            real("huber", (y, p) -> huber(y - p, 1)),
            real("huber(delta=2.5)", (y, p) -> huber(y - p, 2.5)),
            real("log_cosh", (y, p) -> Math.log(Math.cosh(p - y))),
            Stream.of(
                new Case(
                    "cosine_similarity",
                    Rows.REAL,
                    Rows.REAL,
                    Activation.LINEAR,
                    (y, p) -> -dot(y, p) / Math.sqrt(dot(y, y) * dot(p, p))),
                new Case(
                    "kl_divergence",
                    Rows.DISTRIBUTION,
                    Rows.REAL,
                    Activation.SOFTMAX,
                    LossesTest::divergence),
                new Case(
                    "kl_divergence",
                    Rows.ONE_HOT,
                    Rows.DISTRIBUTION,
                    Activation.LINEAR,
                    LossesTest::divergence),
                new Case(
                    "poisson",
                    Rows.POSITIVE,
                    Rows.POSITIVE,
                    Activation.LINEAR,
                    mean((y, p) -> p - y * Math.log(p + EPSILON))),
                hinge("hinge", Rows.SIGNS, (y, p) -> Math.max(1 - y * p, 0)),
                hinge("hinge", Rows.BITS, (y, p) -> Math.max(1 - (2 * y - 1) * p, 0)),
                hinge("squared_hinge", Rows.SIGNS, (y, p) -> Math.pow(Math.max(1 - y * p, 0), 2)),
                new Case(
                    "categorical_hinge",
                    Rows.ONE_HOT,
                    Rows.REAL,
                    Activation.LINEAR,
                    LossesTest::categoricalHinge)))
        .flatMap(each -> each);
  }

  /** On a softmax, on logits that say so, and on probabilities. */
  private static Stream<Case> categorical(
      String text, ToDoubleBiFunction<double[], double[]> formula) {
    return Stream.of(
        new Case(text, Rows.ONE_HOT, Rows.REAL, Activation.SOFTMAX, formula),
        new Case(
            fromLogits(text),
            Rows.ONE_HOT,
            Rows.REAL,
            Activation.LINEAR,
            (y, x) -> formula.applyAsDouble(y, Activation.SOFTMAX.apply(x))),
        new Case(text, Rows.ONE_HOT, Rows.PROBABILITIES, Activation.LINEAR, formula));
  }

  private static Stream<Case> binary(String text, DoubleBinaryOperator element) {
    ToDoubleBiFunction<double[], double[]> formula = mean(element);
    return Stream.of(
        new Case(text, Rows.BITS, Rows.REAL, Activation.SIGMOID, formula),
        new Case(
            fromLogits(text),
            Rows.BITS,
            Rows.REAL,
            Activation.LINEAR,
            (y, x) -> formula.applyAsDouble(y, Activation.SIGMOID.apply(x))),
        new Case(text, Rows.BITS, Rows.PROBABILITIES, Activation.LINEAR, formula));
  }

  private static String fromLogits(String text) {
    return text.endsWith(")")
        ? text.replace(")", ", from_logits=true)")
        : text + "(from_logits=true)";
  }

  private static Stream<Case> real(String text, DoubleBinaryOperator element) {
    return Stream.of(new Case(text, Rows.REAL, Rows.REAL, Activation.LINEAR, mean(element)));
  }

  private static Case hinge(String text, Rows labels, DoubleBinaryOperator element) {
    return new Case(text, labels, Rows.REAL, Activation.LINEAR, mean(element));
  }

  private static ToDoubleBiFunction<double[], double[]> mean(DoubleBinaryOperator element) {
    return (y, p) -> {
      double sum = 0;
      for (int unit = 0; unit < y.length; unit++) {
        sum += element.applyAsDouble(y[unit], p[unit]);
      }
      return sum / y.length;
    };
  }

  private static double[] smoothed(double[] y, double amount, int classes) {
    return Arrays.stream(y).map(each -> (1 - amount) * each + amount / classes).toArray();
  }

  private static double clipped(double p) {
    return Math.min(Math.max(p, EPSILON), 1 - EPSILON);
  }

  private static double sparseCrossentropy(double[] y, double[] p) {
    double sum = Arrays.stream(p).map(LossesTest::clipped).sum();
    return -Math.log(clipped(p[Rows.largest(y)]) / sum);
  }

  private static double crossentropy(double[] y, double[] p) {
    double sum = Arrays.stream(p).sum();
    double loss = 0;
    for (int unit = 0; unit < y.length; unit++) {
      loss -= y[unit] * Math.log(clipped(p[unit] / sum));
    }
    return loss;
  }

  private static double focalCrossentropy(double[] y, double[] p, double alpha, double gamma) {
    double sum = Arrays.stream(p).sum();
    double loss = 0;
    for (int unit = 0; unit < y.length; unit++) {
      double q = clipped(p[unit] / sum);
      loss -= alpha * Math.pow(1 - q, gamma) * y[unit] * Math.log(q);
    }
    return loss;
  }

  private static double binaryCrossentropy(double y, double p) {
    return -y * Math.log(clipped(p)) - (1 - y) * Math.log(1 - clipped(p));
  }

  private static double binaryFocal(double y, double p, double gamma) {
    double right = y * p + (1 - y) * (1 - p);
    return Math.pow(1 - right, gamma) * binaryCrossentropy(y, p);
  }

  private static double squaredLogarithmic(double y, double p) {
    double error = Math.log(Math.max(p, EPSILON) + 1) - Math.log(Math.max(y, EPSILON) + 1);
    return error * error;
  }

  private static double huber(double error, double delta) {
    return Math.abs(error) <= delta
        ? 0.5 * error * error
        : delta * Math.abs(error) - 0.5 * delta * delta;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int unit = 0; unit < a.length; unit++) {
      sum += a[unit] * b[unit];
    }
    return sum;
  }

  private static double divergence(double[] y, double[] q) {
    double sum = 0;
    for (int unit = 0; unit < y.length; unit++) {
      double p = Math.max(y[unit], EPSILON);
      sum += p * Math.log(p / Math.max(q[unit], EPSILON));
    }
    return sum;
  }

  private static double categoricalHinge(double[] y, double[] p) {
    double best = Double.NEGATIVE_INFINITY;
    for (int unit = 0; unit < y.length; unit++) {
      best = Math.max(best, (1 - y[unit]) * p[unit]);
    }
    return Math.max(best - dot(y, p) + 1, 0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesAreThoseOfTheFormula(Case tried) {
    double[][] labels = tried.labels().rows(1, ROWS, UNITS);
    double[][] inputs = tried.inputs().rows(2, ROWS, UNITS);
    double[] expected =
        IntStream.range(0, ROWS)
            .mapToDouble(row -> tried.expected(labels[row], inputs[row]))
            .toArray();
    Loss loss = Losses.of(tried.text());
    for (long[] shape : new long[][] {{ROWS}, {2, 3}, {3, 2, 1}}) {
      int unknownAxes = shape.length == 2 ? 1 : shape.length + 1;
      assertClose(
          run(loss, tried.activation(), labels, inputs, shape, unknownAxes).get(0),
          expected,
          1e-5,
          1e-5);
    }
  }

  /** Of a sum in which each row has a weight of its own. */
  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreThoseOfTheFormula(Case tried) {
    double[][] labels = tried.labels().rows(3, ROWS, UNITS);
    double[][] inputs = tried.inputs().rows(4, ROWS, UNITS);
    double[] expected = new double[ROWS * UNITS];
    for (int index = 0; index < expected.length; index++) {
      int row = index / UNITS;
      double[] moved = inputs[row].clone();
      moved[index % UNITS] += 1e-6;
      double above = tried.expected(labels[row], moved);
      moved[index % UNITS] -= 2e-6;
      double below = tried.expected(labels[row], moved);
      expected[index] = (row + 1) * (above - below) / 2e-6;
    }
    Loss loss = Losses.of(tried.text());
    for (long[] shape : new long[][] {{ROWS}, {2, 3}}) {
      assertClose(
          run(loss, tried.activation(), labels, inputs, shape, 1).get(1), expected, 1e-3, 1e-4);
    }
  }

  /** Rounded probabilities would give 16 where logits give 2000. */
  @ParameterizedTest
  @MethodSource("cases")
  void extremeInputsStayFinite(Case tried) {
    double[][] labels = tried.labels().rows(5, ROWS, UNITS);
    double[][] signs = Rows.SIGNS.rows(6, ROWS, UNITS);
    double[][] inputs = new double[ROWS][];
    Arrays.setAll(
        inputs,
        row ->
            tried.inputs() == Rows.REAL
                ? Arrays.stream(signs[row]).map(sign -> 1000 * sign).toArray()
                : Arrays.stream(signs[row]).map(sign -> sign > 0 ? 1 : 0).toArray());
    inputs[0] = Arrays.stream(inputs[0]).map(Math::abs).toArray();
    if (tried.inputs() != Rows.REAL) {
      Arrays.stream(inputs).forEach(row -> row[0] = 1);
    }
    List<double[]> results =
        run(Losses.of(tried.text()), tried.activation(), labels, inputs, new long[] {ROWS}, 1);
    assertThat(results.get(0)).matches(values -> Arrays.stream(values).allMatch(Double::isFinite));
    assertThat(results.get(1)).matches(values -> Arrays.stream(values).allMatch(Double::isFinite));
  }

  @ParameterizedTest
  @CsvSource({
    "sparse_categorical_crossentropy, SOFTMAX, 2000",
    "sparse_categorical_crossentropy(from_logits=true), LINEAR, 2000",
    "sparse_categorical_crossentropy(from_logits=true), SOFTMAX, 2000",
    "categorical_crossentropy, SOFTMAX, 2000",
    "binary_crossentropy, SIGMOID, 1000",
    "'binary_crossentropy(from_logits=true)', LINEAR, 1000"
  })
  void softmaxAndSigmoidAreSeenThrough(String text, Activation activation, double expected) {
    double[][] labels = {{1, 0}};
    double[][] inputs = {{-1000, 1000}};
    assertThat(run(Losses.of(text), activation, labels, inputs, new long[] {1}, 1).get(0))
        .containsExactly(expected);
  }

  /** Weighted by the number of the row, as {@code [values, gradients by inputs]}. */
  private static List<double[]> run(
      Loss loss,
      Activation activation,
      double[][] labels,
      double[][] inputs,
      long[] shape,
      int unknownAxes) {
    long[] wide = Arrays.copyOf(shape, shape.length + 1);
    wide[shape.length] = labels[0].length;
    boolean classes = loss.labels() == Loss.Labels.CLASSES;
    Numbers fedLabels = classes ? Rows.classes(labels, shape) : Rows.tensor(labels, wide);
    Numbers weights =
        Numbers.of(shape, IntStream.rangeClosed(1, labels.length).asDoubleStream().toArray());
    return FedGraph.run(
        List.of(fedLabels, Rows.tensor(inputs, wide), weights),
        (graph, tf, fed) -> {
          Operand<? extends TType> truth =
              classes ? tf.dtypes.cast(fed.get(0), TInt32.class) : fed.get(0);
          Operand<TFloat32> values = loss.values(tf, truth, activation.apply(tf, fed.get(1)));
          Operand<TFloat32> weighted = tf.math.mul(values, fed.get(2));
          return List.of(values, gradient(graph, weighted, fed.get(1)));
        },
        unknownAxes);
  }

  private static Operand<?> gradient(Graph graph, Operand<?> of, Operand<?> by) {
    return graph.addGradients(of.asOutput(), new Output<?>[] {by.asOutput()})[0];
  }

  private static void assertClose(
      double[] actual, double[] expected, double relative, double absolute) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int index = 0; index < actual.length; index++) {
      assertThat(actual[index])
          .as("at %d", index)
          .isCloseTo(expected[index], within(absolute + relative * Math.abs(expected[index])));
    }
  }

  @Test
  void anIgnoredClassIsLeftOut() {
    Loss loss = Losses.of("sparse_categorical_crossentropy(ignore_class=-1)");
    List<double[]> results =
        FedGraph.run(
            List.of(
                Numbers.of(new long[] {3}, 0, -1, 1),
                Numbers.of(new long[] {3, 2}, 0.25, 0.75, 0.5, 0.5, 0.5, 0.5)),
            (graph, tf, fed) -> {
              Operand<TInt32> labels = tf.dtypes.cast(fed.get(0), TInt32.class);
              Operand<TFloat32> values = loss.values(tf, labels, fed.get(1));
              return List.of(
                  values, loss.mask(tf, labels).orElseThrow(), gradient(graph, values, fed.get(1)));
            });
    assertThat(results.get(0))
        .containsExactly(new double[] {Math.log(4), 0, Math.log(2)}, within(1e-6));
    assertThat(results.get(1)).containsExactly(1, 0, 1);
    assertThat(results.get(2)).containsExactly(new double[] {-3, 1, 0, 0, 1, -1}, within(1e-5));
  }

  @Test
  void otherLossesIgnoreNothing() {
    Loss loss = Losses.of("mse");
    FedGraph.run(
        List.of(Numbers.of(new long[] {1, 1}, 1)),
        (graph, tf, fed) -> {
          assertThat(loss.mask(tf, fed.get(0))).isEmpty();
          return List.of(tf.identity(fed.get(0)));
        });
  }

  @Test
  void aClassWithoutAUnitGivesNaN() {
    Loss loss = Losses.of("sparse_categorical_crossentropy");
    double[] values =
        FedGraph.run(
                List.of(
                    Numbers.of(new long[] {3}, 0, 2, -1),
                    Numbers.of(new long[] {3, 2}, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)),
                (graph, tf, fed) ->
                    List.of(loss.values(tf, tf.dtypes.cast(fed.get(0), TInt32.class), fed.get(1))))
            .get(0);
    assertThat(values[0]).isCloseTo(Math.log(2), within(1e-6));
    assertThat(values[1]).isNaN();
    assertThat(values[2]).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "mse, mean_squared_error",
    "MSE, mean_squared_error",
    "MeanSquaredError, mean_squared_error",
    "mae, mean_absolute_error",
    "mape, mean_absolute_percentage_error",
    "msle, mean_squared_logarithmic_error",
    "bce, binary_crossentropy",
    "kld, kl_divergence",
    "KLDivergence, kl_divergence",
    "logcosh, log_cosh"
  })
  void shortNamesAndClassNamesAreKnown(String alias, String name) {
    double[][] labels = Rows.DISTRIBUTION.rows(7, ROWS, UNITS);
    double[][] inputs = Rows.PROBABILITIES.rows(8, ROWS, UNITS);
    long[] shape = {ROWS};
    assertThat(run(Losses.of(alias), Activation.LINEAR, labels, inputs, shape, 1).get(0))
        .containsExactly(run(Losses.of(name), Activation.LINEAR, labels, inputs, shape, 1).get(0));
  }

  @Test
  void onlySparseLossesTakeClasses() {
    assertThat(Losses.ALL.choices().keySet())
        .filteredOn(name -> Losses.of(name).labels() == Loss.Labels.CLASSES)
        .containsExactly("sparse_categorical_crossentropy");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hubert | There is no loss [hubert]; there are [sparse_categorical_crossentropy, ",
        "huber(delta=0) | [delta] of [huber] is [0], and must be a number above 0.",
        "huber(detla=1) | [huber] has no setting [detla]; it has [delta].",
        "bce(label_smoothing=2) | [label_smoothing] of [bce] is [2], and must be a number from 0.0"
            + " to 1.0.",
        "bce(from_logits=maybe) | [from_logits] of [bce] is [maybe], and must be true or false.",
        "sparse_categorical_crossentropy(ignore_class=void) | must be a whole number.",
        "binary_focal_crossentropy(gamma=-1) | [gamma] of [binary_focal_crossentropy] is [-1]"
      })
  void refusesWhatItDoesNotKnow(String text, String message) {
    assertThatThrownBy(() -> Losses.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sparse_categorical_crossentropy",
        "categorical_crossentropy",
        "categorical_focal_crossentropy(gamma=1)",
        "categorical_hinge"
      })
  void lossesOfClassesRefuseOneUnit(String text) {
    assertThatThrownBy(() -> Losses.of(text).requireFits(output(-1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            text
                + " needs an output of at least 2 units; output dense has shape [?, 1]. Use"
                + " binary_crossentropy, or another loss or metric of single units, or give it more"
                + " units.");
  }

  @Test
  void aDirectionHasMoreThanOneUnit() {
    assertThatThrownBy(() -> Losses.of("cosine_similarity").requireFits(output(-1, 5, 1)))
        .hasMessageContaining("Use mean_squared_error");
  }

  @Test
  void outputsHaveUnits() {
    assertThatThrownBy(() -> Losses.of("mse").requireFits(output(-1)))
        .hasMessage(
            "mse needs an output of shape [batch, ..., units]; output dense has shape [?]. Reshape"
                + " it.");
    assertThatThrownBy(
            () ->
                Losses.of("mse")
                    .requireFits(new TensorSpec("dense", Dtype.FLOAT32, TensorShape.unknownRank())))
        .hasMessageContaining("[batch, ..., units]");
  }

  static final List<long[]> fitting = List.of(new long[] {-1, 2}, new long[] {-1, -1, -1});

  @ParameterizedTest
  @FieldSource("fitting")
  void outputsOfTwoUnitsFit(long[] shape) {
    for (String name : Losses.ALL.choices().keySet()) {
      Losses.of(name).requireFits(output(shape));
    }
  }

  private static TensorSpec output(long... shape) {
    return new TensorSpec("dense", Dtype.FLOAT32, TensorShape.of(shape));
  }
}
