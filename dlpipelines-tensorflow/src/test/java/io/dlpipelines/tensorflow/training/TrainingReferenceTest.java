package io.dlpipelines.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.training.PlainNetwork.Head;
import io.dlpipelines.tensorflow.training.PlainNetwork.Penalties;
import io.dlpipelines.tensorflow.training.loss.Losses;
import io.dlpipelines.tensorflow.training.optimizer.Optimizers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and weights of five steps against a reference in float64 that is written by itself. */
class TrainingReferenceTest {
  private static final int STEPS = 5;
  private static final int ROWS = 11;
  private static final int BATCH = 4;
  private static final int FEATURES = 3;
  private static final int HIDDEN = 4;
  private static final int UNITS = 3;

  /** A loss on a head of the network, and labels that fit it. */
  record LossCase(String loss, Head head, Rows labels) {
    String name() {
      return NamedSettings.parse(loss).name();
    }
  }

  static Stream<LossCase> losses() {
    List<LossCase> all = new ArrayList<>();
    for (String loss :
        List.of(
            "sparse_categorical_crossentropy",
            "categorical_crossentropy",
            "categorical_crossentropy(label_smoothing=0.2)",
            "categorical_focal_crossentropy",
            "categorical_focal_crossentropy(alpha=0.7, gamma=1.5, label_smoothing=0.1)")) {
      all.add(new LossCase(loss, Head.SOFTMAX, Rows.ONE_HOT));
      all.add(new LossCase(loss, Head.SIGMOID, Rows.ONE_HOT));
      if (loss.startsWith("categorical_crossentropy")) {
        all.add(new LossCase(loss, Head.SOFTPLUS, Rows.ONE_HOT));
      }
      all.add(new LossCase(fromLogits(loss), Head.LINEAR, Rows.ONE_HOT));
    }
    for (String loss :
        List.of(
            "binary_crossentropy",
            "binary_crossentropy(label_smoothing=0.2)",
            "binary_focal_crossentropy",
            "binary_focal_crossentropy(gamma=1.5, label_smoothing=0.1)",
            "binary_focal_crossentropy(apply_class_balancing=true, alpha=0.7)")) {
      all.add(new LossCase(loss, Head.SIGMOID, Rows.BITS));
      all.add(new LossCase(loss, Head.SOFTMAX, Rows.BITS));
      all.add(new LossCase(fromLogits(loss), Head.LINEAR, Rows.BITS));
    }
    all.add(new LossCase("categorical_crossentropy", Head.SOFTMAX, Rows.DISTRIBUTION));
    all.add(new LossCase("kl_divergence", Head.SOFTMAX, Rows.DISTRIBUTION));
    all.add(new LossCase("poisson", Head.SOFTPLUS, Rows.POSITIVE));
    all.add(new LossCase("mean_squared_error", Head.LINEAR, Rows.REAL));
    all.add(new LossCase("mean_absolute_error", Head.LINEAR, Rows.REAL));
    all.add(new LossCase("mean_absolute_percentage_error", Head.LINEAR, Rows.SIGNS));
    all.add(new LossCase("mean_squared_logarithmic_error", Head.SOFTPLUS, Rows.POSITIVE));
    all.add(new LossCase("huber", Head.LINEAR, Rows.REAL));
    all.add(new LossCase("huber(delta=0.5)", Head.LINEAR, Rows.REAL));
    all.add(new LossCase("log_cosh", Head.LINEAR, Rows.REAL));
    all.add(new LossCase("cosine_similarity", Head.LINEAR, Rows.REAL));
    all.add(new LossCase("hinge", Head.LINEAR, Rows.SIGNS));
    all.add(new LossCase("hinge", Head.LINEAR, Rows.BITS));
    all.add(new LossCase("squared_hinge", Head.LINEAR, Rows.SIGNS));
    all.add(new LossCase("categorical_hinge", Head.LINEAR, Rows.ONE_HOT));
    return all.stream();
  }

  private static String fromLogits(String loss) {
    return loss.endsWith(")")
        ? loss.replace(")", ", from_logits=true)")
        : loss + "(from_logits=true)";
  }

  static final String[] OPTIMIZERS = {
    "sgd",
    "sgd(momentum=0.9)",
    "sgd(momentum=0.8, nesterov=true)",
    "sgd(momentum=0.8, weight_decay=0.1)",
    "rmsprop",
    "rmsprop(rho=0.7, epsilon=0.01)",
    "rmsprop(momentum=0.5, centered=true)",
    "adagrad",
    "adagrad(initial_accumulator_value=0.5, weight_decay=0.5)",
    "adadelta",
    "adadelta(rho=0.8, epsilon=0.01)",
    "adam",
    "adam(beta_1=0.5, beta_2=0.8, epsilon=0.01)",
    "adam(amsgrad=true, beta_2=0.5)",
    "adamw",
    "adamw(weight_decay=0.2)",
    "adamax",
    "adamax(beta_1=0.5, beta_2=0.6, epsilon=0.1)",
    "nadam",
    "nadam(beta_1=0.5, beta_2=0.8, weight_decay=0.2)",
    "ftrl",
    "ftrl(l1_regularization_strength=0.02, l2_regularization_strength=0.1)",
    "ftrl(learning_rate_power=-0.8, l2_shrinkage_regularization_strength=0.2, beta=0.3)",
    "lamb",
    "lamb(beta_1=0.5, beta_2=0.8, weight_decay=0.2)",
    "lion",
    "lion(beta_1=0.5, beta_2=0.8, weight_decay=0.2)"
  };

  static Stream<String> optimizers() {
    return Stream.of(OPTIMIZERS);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void losses(LossCase tried) {
    new Setting(tried).run();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossesOfWeightedRowsOfSequences(LossCase tried) {
    Setting setting = new Setting(tried);
    setting.times = 2;
    setting.rowWeights = row -> 0.25 * row;
    setting.run();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void optimizers(String optimizer) {
    Setting setting = new Setting(SOFTMAX);
    setting.optimizer = optimizer;
    setting.run();
  }

  private static final LossCase SOFTMAX =
      new LossCase("categorical_crossentropy", Head.SOFTMAX, Rows.ONE_HOT);

  @Test
  void everyLossAndOptimizerIsTried() {
    assertThat(losses().map(LossCase::name))
        .containsAll(Losses.ALL.choices().keySet())
        .allSatisfy(name -> assertThat(Losses.ALL.choices()).containsKey(name));
    assertThat(optimizers().map(text -> NamedSettings.parse(text).name()))
        .containsAll(Optimizers.names());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sparse_categorical_crossentropy", "categorical_crossentropy", "mse"})
  void weightsOfClassesAndRows(String loss) {
    Setting setting = new Setting(new LossCase(loss, Head.SOFTMAX, Rows.ONE_HOT));
    setting.classWeights = Map.of(0, 0.5, 2, 3.0);
    setting.rowWeights = row -> 1 + row % 3;
    setting.run();
  }

  @ParameterizedTest
  @CsvSource({"NORM, 0.05", "NORM, 100", "GLOBAL_NORM, 0.05", "GLOBAL_NORM, 100", "VALUE, 0.01"})
  void clippedGradients(GradientClipping.Kind kind, double limit) {
    Setting setting = new Setting(SOFTMAX);
    setting.optimizer = "sgd(momentum=0.5)";
    setting.clipping = new GradientClipping(kind, limit);
    setting.run();
  }

  @Test
  void penaltiesOfWeightsAndActivities() {
    Setting setting = new Setting(SOFTMAX);
    setting.penalties = new Penalties(0.02, 0.03, 0.05);
    setting.run();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step(decay_steps=2, decay_rate=0.1) | 1 1 0.1 0.1 0.01",
        "exponential(decay_steps=2, decay_rate=0.25) | 1 0.5 0.25 0.125 0.0625",
        "inverse_time(decay_steps=2, decay_rate=1) | 1 0.6666666666666666 0.5 0.4"
            + " 0.3333333333333333",
        "cosine(decay_steps=2, warmup_target=0.1, warmup_steps=2) | 1 1.5 2 1 0"
      })
  void schedules(String schedule, String factors) {
    Setting setting = new Setting(SOFTMAX);
    setting.optimizer = "adam";
    setting.schedule = schedule;
    double[] each = Arrays.stream(factors.split(" ")).mapToDouble(Double::parseDouble).toArray();
    setting.factors = step -> each[step];
    setting.run();
  }

  /** Everything at once. */
  @Test
  void allTogether() {
    Setting setting =
        new Setting(
            new LossCase(
                "categorical_focal_crossentropy(label_smoothing=0.1, from_logits=true)",
                Head.LINEAR,
                Rows.ONE_HOT));
    setting.optimizer = "adam(amsgrad=true, weight_decay=0.1)";
    setting.times = 2;
    setting.rowWeights = row -> 1 + row % 3;
    setting.classWeights = Map.of(1, 2.0);
    setting.clipping = GradientClipping.byGlobalNorm(0.05);
    setting.penalties = new Penalties(0.02, 0.03, 0.05);
    setting.run();
  }

  /** A training as it is to be tried, with and without the library. */
  private static final class Setting {
    private final LossCase loss;
    private String optimizer = "sgd";
    private int times = 1;
    private IntToDoubleFunction rowWeights = row -> 1;
    private Map<Integer, Double> classWeights = Map.of();
    private GradientClipping clipping = GradientClipping.NONE;
    private Penalties penalties = Penalties.NONE;
    private String schedule = "constant";
    private IntToDoubleFunction factors = step -> 1;

    Setting(LossCase loss) {
      this.loss = loss;
    }

    void run() {
      double learningRate = loss.name().equals("mean_absolute_percentage_error") ? 5e-4 : 0.05;
      double[][] inputs = Rows.REAL.rows(1, ROWS * times, FEATURES);
      double[][] labels = loss.labels().rows(2, ROWS * times, UNITS);
      Map<String, Double> settings = numbers(NamedSettings.parse(optimizer));
      double decay =
          settings.getOrDefault("weight_decay", optimizer.startsWith("adamw") ? 0.004 : 0);
      LearningRateSchedule rates =
          LearningRateSchedule.of(NamedSettings.parse(schedule), learningRate, 3);
      try (ProgramRun run = program()) {
        PlainNetwork plain = plain(run);
        List<PlainOptimizer> optimizers =
            plain.weights().stream()
                .map(each -> PlainOptimizer.of(NamedSettings.parse(optimizer).name(), settings))
                .toList();
        assertClose(
            run.evaluate(ROWS, flat(inputs), fed(labels), rowWeights(0, ROWS)),
            plain.derive(inputs, smoothed(labels), evaluationWeights(), ROWS).loss(),
            "loss of evaluation");
        for (int step = 0; step < STEPS; step++) {
          int from = step % 3 * BATCH;
          int to = Math.min(from + BATCH, ROWS);
          double[][] x = Arrays.copyOfRange(inputs, from * times, to * times);
          double[][] y = Arrays.copyOfRange(labels, from * times, to * times);
          double cost =
              run.train(rates.rate(step), to - from, flat(x), fed(y), rowWeights(from, to));
          PlainNetwork.Derived derived =
              plain.derive(x, smoothed(y), sampleWeights(y, from), to - from);
          assertClose(cost, derived.loss(), "loss of step " + step);
          List<double[]> gradients = clipped(derived.gradients());
          for (int index = 0; index < gradients.size(); index++) {
            optimizers
                .get(index)
                .step(
                    plain.weights().get(index),
                    gradients.get(index),
                    learningRate * factors.applyAsDouble(step),
                    decay);
            double[] actual = run.weight(PlainNetwork.WEIGHTS.get(index));
            for (int at = 0; at < actual.length; at++) {
              assertClose(
                  actual[at],
                  plain.weights().get(index)[at],
                  "number %d of %s after step %d"
                      .formatted(at, PlainNetwork.WEIGHTS.get(index), step));
            }
          }
        }
      }
    }

    private static void assertClose(double actual, double expected, String what) {
      assertThat(actual).as(what).isCloseTo(expected, within(1e-5 + 1e-5 * Math.abs(expected)));
    }

    private ProgramRun program() {
      long[] cell = times == 1 ? new long[] {FEATURES} : new long[] {times, FEATURES};
      String model =
          """
          {class_name: 'Sequential', config: {name: 'net', layers: [
            {class_name: 'InputLayer', config: {name: 'x', batch_shape: [null, %s]}},
            {class_name: 'Dense', config: {name: 'hidden', units: %d, activation: 'tanh',
              kernel_regularizer: {class_name: 'L2', config: {l2: %s}},
              activity_regularizer: {class_name: 'L2', config: {l2: %s}}}},
            {class_name: 'Dense', config: {name: 'out', units: %d, activation: '%s',
              kernel_regularizer: {class_name: 'L1', config: {l1: %s}}}}]}}
          """
              .formatted(
                  times == 1 ? FEATURES : times + ", " + FEATURES,
                  HIDDEN,
                  penalties.l2(),
                  penalties.activity(),
                  UNITS,
                  loss.head().name().toLowerCase(Locale.ROOT),
                  penalties.l1());
      TrainingObjective objective =
          new TrainingObjective(
              List.of(new OutputObjective(Losses.of(loss.loss()), 1, List.of())),
              !classWeights.isEmpty(),
              classWeights,
              true,
              Optimizers.of(optimizer),
              clipping,
              1);
      return ProgramRun.of(NetworkRun.network(model), cell, objective);
    }

    private PlainNetwork plain(ProgramRun run) {
      NamedSettings chosen = NamedSettings.parse(loss.loss());
      String name = chosen.name().equals("mse") ? "mean_squared_error" : chosen.name();
      boolean logits = chosen.values().containsKey("from_logits");
      Head probabilities = name.startsWith("binary") ? Head.SIGMOID : Head.SOFTMAX;
      List<double[]> weights = new ArrayList<>();
      PlainNetwork.WEIGHTS.forEach(key -> weights.add(run.weight(key)));
      return new PlainNetwork(
          logits ? probabilities : loss.head(),
          PlainLoss.of(name, numbers(chosen)),
          penalties,
          weights);
    }

    private double[] fed(double[][] labels) {
      boolean classes =
          !classWeights.isEmpty() || Losses.of(loss.loss()).labels() == Loss.Labels.CLASSES;
      return classes ? Arrays.stream(labels).mapToDouble(Rows::largest).toArray() : flat(labels);
    }

    private double[][] smoothed(double[][] labels) {
      double amount =
          numbers(NamedSettings.parse(loss.loss())).getOrDefault("label_smoothing", 0.0);
      int classes = loss.name().startsWith("binary") ? 2 : UNITS;
      return Arrays.stream(labels)
          .map(
              row ->
                  Arrays.stream(row).map(each -> (1 - amount) * each + amount / classes).toArray())
          .toArray(double[][]::new);
    }

    private double[] rowWeights(int from, int to) {
      return IntStream.range(from, to).mapToDouble(rowWeights).toArray();
    }

    private double[] sampleWeights(double[][] labels, int from) {
      return IntStream.range(0, labels.length)
          .mapToDouble(
              sample ->
                  rowWeights.applyAsDouble(from + sample / times)
                      * classWeights.getOrDefault(Rows.largest(labels[sample]), 1.0))
          .toArray();
    }

    /** Classes weigh in training alone. */
    private double[] evaluationWeights() {
      return IntStream.range(0, ROWS * times)
          .mapToDouble(sample -> rowWeights.applyAsDouble(sample / times))
          .toArray();
    }

    private List<double[]> clipped(List<double[]> gradients) {
      double global = norm(gradients.stream().flatMapToDouble(Arrays::stream).toArray());
      return gradients.stream()
          .map(
              each -> {
                double own = norm(each);
                return Arrays.stream(each)
                    .map(
                        number ->
                            switch (clipping.kind()) {
                              case NONE -> number;
                              case VALUE ->
                                  Math.max(-clipping.limit(), Math.min(clipping.limit(), number));
                              case NORM -> number * Math.min(1, clipping.limit() / own);
                              case GLOBAL_NORM -> number * Math.min(1, clipping.limit() / global);
                            })
                    .toArray();
              })
          .toList();
    }

    private static double norm(double[] numbers) {
      return Math.sqrt(Arrays.stream(numbers).map(each -> each * each).sum());
    }

    private static double[] flat(double[][] rows) {
      return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Flags are there where they are set. */
    private static Map<String, Double> numbers(NamedSettings chosen) {
      Map<String, Double> numbers = new HashMap<>();
      chosen
          .values()
          .forEach(
              (key, value) -> numbers.put(key, value.equals("true") ? 1 : Double.valueOf(value)));
      return numbers;
    }
  }
}
