package io.dlpipelines.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.StagedRows;
import io.dlpipelines.tensorflow.device.DeviceChoice;
import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.runtime.SessionOptions;
import io.dlpipelines.tensorflow.training.loss.Losses;
import io.dlpipelines.tensorflow.training.metric.Metrics;
import io.dlpipelines.tensorflow.training.optimizer.Optimizers;
import io.dlpipelines.tensorflow.training.optimizer.WeightDecay;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.op.core.Stage;
import org.tensorflow.types.TFloat32;

/** Steps of batches that are too large for what there is. */
class StepsInPartsTest {
  private static final int ROWS = 11;
  private static final int FEATURES = 6;

  private static ProgramRun run(
      String between, String optimizer, Precision precision, int most, boolean xla) {
    return run(between, Optimizers.of(optimizer), precision, most, xla);
  }

  private static ProgramRun run(
      String between, Optimizer optimizer, Precision precision, int most, boolean xla) {
    String model =
        """
        {class_name: 'Sequential', config: {name: 'net', layers: [
          {class_name: 'InputLayer', config: {name: 'x', batch_shape: [null, 6]}},
          {class_name: 'Dense', config: {name: 'hidden', units: 8, activation: 'tanh',
            kernel_regularizer: {class_name: 'L2', config: {l2: 0.01}}}},
          %s
          {class_name: 'Dense', config: {name: 'out', units: 2}}]}}
        """
            .formatted(between);
    TrainingObjective objective =
        new TrainingObjective(
            List.of(
                new OutputObjective(
                    Losses.of("mean_squared_error"),
                    0.5,
                    List.of(Metrics.of("mean_absolute_error")))),
            false,
            Map.of(),
            true,
            new WeightDecay(0.1, optimizer),
            GradientClipping.byGlobalNorm(1),
            1);
    return ProgramRun.of(
        NetworkRun.network(model),
        new long[] {FEATURES},
        objective,
        precision,
        new SessionOptions(DeviceChoice.CPU, 1, 1, Precision.FLOAT32, xla),
        (tf, fed) ->
            StagedRows.limit(tf, fed.asOutput().expect(TFloat32.class), most * FEATURES)
                .identity(fed));
  }

  private static double[] numbers(long seed, int count, double least) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] numbers = new double[count];
    Arrays.setAll(numbers, at -> random.nextDouble(least, 1));
    return numbers;
  }

  private static double step(ProgramRun run, int number) {
    return run.train(
        0.01,
        ROWS,
        numbers(number, ROWS * FEATURES, -1),
        numbers(100 + number, ROWS * 2, -1),
        numbers(200 + number, ROWS, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "adam, FLOAT32, 6, false",
    "sgd, FLOAT32, 1, false",
    "adam, FLOAT32, 5, true",
    "adam, BFLOAT16, 5, false",
    "sgd, FLOAT16, 3, false"
  })
  void weightsChangeAsByTheWholeBatch(
      String optimizer, Precision precision, int most, boolean xla) {
    double tolerance = precision == Precision.FLOAT32 ? 1e-5 : 2e-2;
    try (ProgramRun whole = run("", optimizer, precision, ROWS, xla);
        ProgramRun parts = run("", optimizer, precision, most, xla)) {
      for (int number = 1; number <= 4; number++) {
        assertThat(step(parts, number)).isCloseTo(step(whole, number), within(tolerance));
      }
      for (ProgramVariable variable : whole.program().variables()) {
        if (variable.name().equals(TrainingProgram.BEGUN)) {
          continue;
        }
        assertThat(parts.weight(variable.name()))
            .as(variable.name())
            .contains(whole.weight(variable.name()), within(tolerance));
      }
      assertThat(whole.notices()).isEmpty();
    }
  }

  @Test
  void eachHalvingIsToldOnceAndHoldsForTheStepsAfter() {
    try (ProgramRun run = run("", "sgd", Precision.FLOAT32, 3, false)) {
      step(run, 1);
      step(run, 2);
      assertThat(run.notices())
          .hasSize(2)
          .allMatch(notice -> !notice.contains("\n"))
          .satisfies(
              notices ->
                  assertThat(notices.get(0))
                      .startsWith(
                          "A training step of 11 rows does not fit into the memory of the device: ")
                      .endsWith(
                          ". From now on it is computed from parts of at most 6 rows. Set batchSize"
                              + " to at most 6, or give the task more of the device"
                              + " (gpuMemoryFraction, taskGpuAmount)."))
          .satisfies(notices -> assertThat(notices.get(1)).startsWith("A training step of 6 rows"));
    }
  }

  @Test
  void validationIsTheSameInParts() {
    double[][] feeds = {
      numbers(1, ROWS * FEATURES, -1), numbers(2, ROWS * 2, -1), numbers(3, ROWS, 0)
    };
    try (ProgramRun whole = run("", "sgd", Precision.FLOAT32, ROWS, false);
        ProgramRun parts = run("", "sgd", Precision.FLOAT32, 4, false)) {
      assertThat(parts.evaluate(ROWS, feeds)).isCloseTo(whole.evaluate(ROWS, feeds), within(1e-6));
      assertThat(parts.notices())
          .hasSize(2)
          .allMatch(notice -> notice.startsWith("A validation step of "));
    }
  }

  /** As with Keras's {@code gradient_accumulation_steps}. */
  @Test
  void movingAveragesTakeEachPart() {
    String normal = "{class_name: 'BatchNormalization', config: {name: 'normal', momentum: 0.5}},";
    try (ProgramRun whole = run(normal, "sgd", Precision.FLOAT32, ROWS, false);
        ProgramRun parts = run(normal, "sgd", Precision.FLOAT32, 6, false)) {
      step(whole, 1);
      step(parts, 1);
      assertThat(parts.weight("normal/moving_mean"))
          .isNotEqualTo(whole.weight("normal/moving_mean"))
          .doesNotContain(0, Double.NaN);
    }
  }

  @Test
  void aRowThatDoesNotFitEndsTheTraining() {
    try (ProgramRun run = run("", "sgd", Precision.FLOAT32, 0, false)) {
      assertThatThrownBy(() -> step(run, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "A single row does not fit into the memory of the device with a training step: ");
      assertThat(run.weight(TrainingProgram.BEGUN)).containsExactly(0);
    }
  }

  /** Then some variables have changed and others not, so that nothing may be tried again. */
  @ParameterizedTest
  @CsvSource({
    "11, The memory of the device ran out while the variables were changed: ",
    "6, 'The memory of the device does not suffice for the variables, their gradients and what the"
        + " optimizer keeps, however small the batch is: '"
  })
  void aShortageWhileVariablesChangeEndsTheTraining(int most, String message) {
    Optimizer greedy =
        step -> step.run(step.tf().stage(List.of(step.gradient()), Stage.memoryLimit(1L)));
    try (ProgramRun run = run("", greedy, Precision.FLOAT32, most, false)) {
      assertThatThrownBy(() -> step(run, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(message);
      assertThat(run.weight(TrainingProgram.BEGUN)).containsExactly(most == ROWS ? 1 : 0);
    }
  }
}
