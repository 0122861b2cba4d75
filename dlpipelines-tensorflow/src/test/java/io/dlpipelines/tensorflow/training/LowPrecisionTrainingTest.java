package io.dlpipelines.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.CapturedLog;
import io.dlpipelines.tensorflow.device.DeviceChoice;
import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.runtime.SessionOptions;
import io.dlpipelines.tensorflow.training.loss.Losses;
import io.dlpipelines.tensorflow.training.optimizer.Optimizers;
import io.dlpipelines.tensorflow.training.optimizer.WeightDecay;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.NodeDef;

/** Steps of training in lower precision: what is computed how, and the scale of the loss. */
class LowPrecisionTrainingTest {
  private static final int ROWS = 8;
  private static final int FEATURES = 6;
  private static final String SCALE = "loss_scale/value";
  private static final String GOOD = "loss_scale/good_steps";

  private static ProgramRun run(Precision precision, boolean xla) {
    return run(precision, xla, "sgd", "dense");
  }

  private static ProgramRun run(
      Precision precision, boolean xla, String optimizer, String between) {
    return run(precision, xla, between, objective(optimizer, 1, 0.1));
  }

  private static TrainingObjective objective(String optimizer, double lossWeight, double decay) {
    return new TrainingObjective(
        List.of(new OutputObjective(Losses.of("mean_squared_error"), lossWeight, List.of())),
        false,
        Map.of(),
        false,
        new WeightDecay(decay, Optimizers.of(optimizer)),
        GradientClipping.byGlobalNorm(100),
        1);
  }

  private static ProgramRun run(
      Precision precision, boolean xla, String between, TrainingObjective objective) {
    String layers =
        between.equals("dense")
            ? "{class_name: 'Dense', config: {name: 'hidden', units: 8, activation: 'relu'}}"
            : "{class_name: 'Dense', config: {name: 'hidden', units: 8}},"
                + " {class_name: 'BatchNormalization', config: {name: 'normal'}}";
    String model =
        """
        {class_name: 'Sequential', config: {name: 'net', layers: [
          {class_name: 'InputLayer', config: {name: 'x', batch_shape: [null, 6]}},
          %s, {class_name: 'Dense', config: {name: 'out', units: 2}}]}}
        """
            .formatted(layers);
    return ProgramRun.of(
        NetworkRun.network(model),
        new long[] {FEATURES},
        objective,
        precision,
        new SessionOptions(DeviceChoice.CPU, 1, 1, Precision.FLOAT32, xla));
  }

  private static double[] numbers(long seed, int count, double factor) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] numbers = new double[count];
    Arrays.setAll(numbers, at -> factor * random.nextDouble(-1, 1));
    return numbers;
  }

  private static double step(ProgramRun run, double rate, double factor) {
    return run.train(rate, ROWS, numbers(1, ROWS * FEATURES, factor), numbers(2, ROWS * 2, factor));
  }

  private static Set<String> types(ProgramRun run, String operation) {
    return run.program().definition().getNodeList().stream()
        .filter(node -> node.getOp().equals(operation))
        .map(node -> node.getAttrOrThrow("T").getType().name())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource({"FLOAT16, DT_HALF", "BFLOAT16, DT_BFLOAT16"})
  void productsOfGradientsAreLoweredAndTheLossIsNot(Precision precision, String type) {
    try (ProgramRun run = run(precision, false, "adam", "dense")) {
      assertThat(types(run, "MatMul")).containsExactly(type);
      assertThat(
              run.program().definition().getNodeList().stream()
                  .filter(node -> node.getOp().equals("MatMul"))
                  .map(NodeDef::getName)
                  .filter(name -> name.startsWith("gradients/")))
          .hasSizeGreaterThanOrEqualTo(3);
      for (String exact : List.of("SquaredDifference", "Mean", "ResourceApplyAdam")) {
        assertThat(types(run, exact)).as(exact).isSubsetOf("DT_FLOAT");
      }
      assertThat(run.program().variables())
          .allMatch(variable -> variable.dtype() == io.dlpipelines.tensor.Dtype.FLOAT32);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT16, sgd, false", "FLOAT16, adam, false", "BFLOAT16, sgd, false",
    "BFLOAT16, adam, false", "FLOAT16, adam, true", "BFLOAT16, sgd, true"
  })
  void trainsNearlyAsInFloat32(Precision precision, String optimizer, boolean xla) {
    try (ProgramRun exact = run(Precision.FLOAT32, false, optimizer, "dense");
        ProgramRun low = run(precision, xla, optimizer, "dense")) {
      double first = 0;
      for (int step = 0; step < 50; step++) {
        double expected = step(exact, 0.01, 1);
        first = step == 0 ? expected : first;
        assertThat(step(low, 0.01, 1)).isCloseTo(expected, within(0.02 * first));
      }
      assertThat(step(low, 0.01, 1)).isLessThan(0.8 * first);
      assertThat(low.weight("hidden/kernel"))
          .isNotEqualTo(exact.weight("hidden/kernel"))
          .contains(exact.weight("hidden/kernel"), within(0.05));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStepThatOverflowsIsLeftOutAndTheScaleHalved(boolean xla) {
    try (ProgramRun run = run(Precision.FLOAT16, xla, "adam", "normal")) {
      List<String> all =
          run.program().variables().stream()
              .map(ProgramVariable::name)
              .filter(name -> !name.startsWith("loss_scale"))
              .filter(name -> !name.equals(TrainingProgram.BEGUN))
              .toList();
      assertThat(all)
          .contains("normal/moving_mean")
          .anyMatch(name -> name.startsWith("out/kernel/"));
      List<double[]> before = all.stream().map(run::weight).toList();
      step(run, 0.01, 1000);
      assertThat(run.weight(SCALE)).containsExactly(1 << 14);
      assertThat(run.weight(GOOD)).containsExactly(0);
      for (int index = 0; index < all.size(); index++) {
        assertThat(run.weight(all.get(index))).as(all.get(index)).isEqualTo(before.get(index));
      }
      int steps = 1;
      while (run.weight(GOOD)[0] == 0 && steps < 30) {
        step(run, 0.01, 1000);
        steps++;
      }
      assertThat(run.weight(SCALE)).containsExactly(Math.pow(2, 16 - steps));
      for (int index = 0; index < all.size(); index++) {
        assertThat(run.weight(all.get(index)))
            .as(all.get(index))
            .isNotEqualTo(before.get(index))
            .doesNotContain(Double.NaN);
      }
    }
  }

  @Test
  void theScaleIsNeverLessThanOne() {
    try (ProgramRun run = run(Precision.FLOAT16, false)) {
      for (int step = 0; step < 20; step++) {
        step(run, 0.01, 1e30);
      }
      assertThat(run.weight(SCALE)).containsExactly(1);
    }
  }

  @Test
  void theScaleIsDoubledAfterTwoThousandGoodSteps() {
    try (ProgramRun run = run(Precision.FLOAT16, false)) {
      for (int step = 1; step < 2000; step++) {
        step(run, 1e-4, 0.1);
      }
      assertThat(run.weight(SCALE)).containsExactly(1 << 15);
      assertThat(run.weight(GOOD)).containsExactly(1999);
      step(run, 1e-4, 0.1);
      assertThat(run.weight(SCALE)).containsExactly(1 << 16);
      assertThat(run.weight(GOOD)).containsExactly(0);
    }
  }

  /** Float16 alone would round the gradients to zero. */
  @Test
  void smallGradientsAreNotLost() {
    try (ProgramRun exact = run(Precision.FLOAT32, false, "dense", objective("sgd", 1e-8, 0));
        ProgramRun low = run(Precision.FLOAT16, false, "dense", objective("sgd", 1e-8, 0))) {
      double[] before = exact.weight("out/kernel");
      step(exact, 1e7, 1);
      step(low, 1e7, 1);
      double[] expected = exact.weight("out/kernel");
      assertThat(Arrays.equals(before, expected)).isFalse();
      double[] actual = low.weight("out/kernel");
      for (int at = 0; at < before.length; at++) {
        double change = expected[at] - before[at];
        assertThat(actual[at] - before[at])
            .isCloseTo(change, within(1e-5 + 0.02 * Math.abs(change)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void onlyFloat16HasAScale(Precision precision) {
    try (ProgramRun run = run(precision, false)) {
      assertThat(run.program().variables())
          .extracting(ProgramVariable::name)
          .doesNotContain(SCALE, GOOD);
    }
  }

  @Test
  void whatChangesNothingIsSaid() {
    String model =
        """
        {class_name: 'Sequential', config: {name: 'net', layers: [
          {class_name: 'InputLayer', config: {name: 'x', batch_shape: [null, 6]}},
          {class_name: 'LayerNormalization', config: {name: 'normal'}}]}}
        """;
    TrainingObjective objective =
        new TrainingObjective(
            List.of(new OutputObjective(Losses.of("mean_squared_error"), 1, List.of())),
            false,
            Map.of(),
            false,
            Optimizers.of("sgd"),
            GradientClipping.NONE,
            1);
    try (CapturedLog log = CapturedLog.warnings(TrainingProgram.class);
        ProgramRun run =
            ProgramRun.of(
                NetworkRun.network(model),
                new long[] {FEATURES},
                objective,
                Precision.BFLOAT16,
                SessionOptions.DEFAULT)) {
      assertThat(types(run, "MatMul")).isEmpty();
      assertThat(log.messages())
          .containsExactly(
              "precision is bfloat16, and what is trained has no operation that multiplies or"
                  + " convolves float32, so that all is computed as with float32.");
    }
  }
}
