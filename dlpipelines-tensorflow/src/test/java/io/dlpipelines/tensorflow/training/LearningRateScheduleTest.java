package io.dlpipelines.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlpipelines.param.NamedSettings;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateScheduleTest {
  private static final double RATE = 0.1;
  private static final int STEPS_PER_EPOCH = 10;

  @Test
  void constant() {
    assertRates("constant", step -> 0.1);
  }

  @Test
  void exponential() {
    assertRates(
        "exponential(decay_steps=7, decay_rate=0.5)", step -> 0.1 / Math.pow(2, step / 7.0));
    assertRates(
        "exponential(decay_steps=7, decay_rate=0.5, staircase=true)",
        step -> 0.1 / (1L << (step / 7)));
  }

  @Test
  void stepIsAStaircase() {
    assertRates("step(decay_epochs=3)", step -> 0.1 * Math.pow(0.1, step / 30));
    assertRates("step(decay_steps=4, decay_rate=0.8)", step -> 0.1 * Math.pow(0.8, step / 4));
  }

  @Test
  void inverseTime() {
    assertRates(
        "inverse_time(decay_steps=4, decay_rate=0.5)", step -> 0.1 / (1 + 0.5 * step / 4.0));
    assertRates(
        "inverse_time(decay_steps=4, decay_rate=0.5, staircase=true)",
        step -> 0.1 / (1 + 0.5 * (step / 4)));
  }

  @Test
  void polynomial() {
    assertRates(
        "polynomial(decay_steps=50)",
        step -> step >= 50 ? 0.0001 : 0.1 + (0.0001 - 0.1) * step / 50);
    assertRates(
        "polynomial(decay_steps=50, end_learning_rate=0.01, power=2)",
        step -> step >= 50 ? 0.01 : 0.09 * (1 - step / 50.0) * (1 - step / 50.0) + 0.01);
  }

  @Test
  void polynomialCyclesFromEverLongerDecays() {
    assertRates(
        "polynomial(decay_steps=20, end_learning_rate=0.01, cycle=true)",
        step -> {
          long end = 20;
          while (end < step) {
            end += 20;
          }
          return 0.09 * (end - step) / end + 0.01;
        });
  }

  @Test
  void cosine() {
    assertRates(
        "cosine(decay_steps=50)",
        step -> step >= 50 ? 0 : 0.1 * (1 + Math.cos(Math.PI * step / 50)) / 2);
    assertRates(
        "cosine(decay_steps=50, alpha=0.2)",
        step -> step >= 50 ? 0.02 : 0.02 + 0.08 * (1 + Math.cos(Math.PI * step / 50)) / 2);
  }

  @Test
  void cosineAfterWarmUp() {
    LongToDoubleFunction expected =
        step -> {
          if (step < 20) {
            return 0.1 + 0.4 * step / 20;
          }
          return step >= 70 ? 0 : 0.5 * (1 + Math.cos(Math.PI * (step - 20) / 50)) / 2;
        };
    assertRates("cosine(decay_steps=50, warmup_target=0.5, warmup_steps=20)", expected);
    assertRates("cosine(decay_epochs=5, warmup_target=0.5, warmup_epochs=2)", expected);
  }

  /** Keras computes period and place in it with logarithms. */
  @ParameterizedTest
  @CsvSource({"2, 1, 0", "1.5, 0.7, 0", "3, 0.5, 0.1"})
  void cosineRestarts(double longer, double higher, double alpha) {
    assertRates(
        "cosine_restarts(first_decay_steps=8, t_mul=%s, m_mul=%s, alpha=%s)"
            .formatted(longer, higher, alpha),
        step -> {
          double fraction = step / 8.0;
          double restarts =
              Math.floor(Math.log(1 - fraction * (1 - longer)) / Math.log(longer) + 1e-12);
          double before = (1 - Math.pow(longer, restarts)) / (1 - longer);
          fraction = (fraction - before) / Math.pow(longer, restarts);
          double cosine = 0.5 * Math.pow(higher, restarts) * (1 + Math.cos(Math.PI * fraction));
          return 0.1 * ((1 - alpha) * cosine + alpha);
        });
  }

  @Test
  void cosineRestartsOfEqualLength() {
    assertRates(
        "cosine_restarts(first_decay_epochs=2, t_mul=1, m_mul=0.5)",
        step -> 0.1 * Math.pow(0.5, step / 20) * (1 + Math.cos(Math.PI * (step % 20) / 20.0)) / 2);
  }

  @Test
  void piecewiseConstantHoldsUpToItsBoundaries() {
    assertRates(
        "piecewise_constant(boundaries=[10, 25], values=[1, 0.5, 0.2])",
        step -> step <= 10 ? 1 : step <= 25 ? 0.5 : 0.2);
    assertRates(
        "piecewise_constant(boundary_epochs=[1, 3], values=[1, 0.5, 0.2])",
        step -> step < 10 ? 1 : step < 30 ? 0.5 : 0.2);
    assertRates("piecewise_constant(boundaries=[], values=[0.3])", step -> 0.3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exponential(decay_%s, decay_rate=0.9)",
        "inverse_time(decay_%s, decay_rate=0.9)",
        "polynomial(decay_%s)",
        "cosine(decay_%s)",
        "cosine_restarts(first_decay_%s)",
        "step(decay_%s)"
      })
  void epochsAreSoManySteps(String text) {
    LearningRateSchedule steps = schedule(text.formatted("steps=25"));
    assertRates(text.formatted("epochs=2.5"), steps::rate);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear | [linear] is no learning rate schedule. Choose one of [constant, cosine,"
            + " cosine_restarts, exponential, inverse_time, piecewise_constant, polynomial,"
            + " reduce_on_plateau, step].",
        "cosine | Learning rate schedule [cosine] needs [decay_steps] or [decay_epochs]: set it in"
            + " brackets after the name.",
        "cosine(decay_steps=3, decay_epochs=3) | Learning rate schedule [cosine] has both"
            + " [decay_steps] and [decay_epochs]: set one of them.",
        "cosine(decay_steps=0) | [decay_steps] of [cosine] is [0], and must be a number from",
        "cosine(decay_steps=ten) | [decay_steps] of [cosine] is [ten], and must be a number",
        "cosine(decay_steps=9, rate=1) | [cosine] has no setting [rate]; it has [",
        "cosine(decay_steps=9, alpha=2) | [alpha] of [cosine] is [2], and must be a number from 0.0"
            + " to 1.0",
        "cosine(decay_steps=9, warmup_steps=2) | Learning rate schedule [cosine] needs both or none"
            + " of [warmup_target]",
        "cosine(decay_steps=9, warmup_target=2) | Learning rate schedule [cosine] needs both or"
            + " none of [warmup_target]",
        "cosine_restarts(first_decay_steps=9, t_mul=0.5) | [t_mul] of [cosine_restarts] is [0.5]",
        "exponential(decay_steps=9) | Learning rate schedule [exponential] needs [decay_rate]",
        "exponential(decay_steps=9, decay_rate=NaN) | [decay_rate] of [exponential] is [NaN]",
        "piecewise_constant(values=[1]) | Learning rate schedule [piecewise_constant] needs"
            + " [boundaries] or [boundary_epochs]",
        "piecewise_constant(boundaries=[1], values=[1]) | Learning rate schedule"
            + " [piecewise_constant] has 1 values and 1 boundaries",
        "piecewise_constant(boundaries=[2,2], values=[1,2,3]) | Learning rate schedule"
            + " [piecewise_constant] has boundaries that do not rise",
        "reduce_on_plateau(factor=1) | [factor] of [reduce_on_plateau] is [1]",
        "reduce_on_plateau(patience=-1) | Learning rate schedule [reduce_on_plateau] has a"
            + " [patience] or [cooldown] below 0.",
        "reduce_on_plateau(min_delta=-1) | [min_delta] of [reduce_on_plateau] is [-1]"
      })
  void refusals(String text, String message) {
    assertThatThrownBy(() -> schedule(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void anEpochHasSteps() {
    assertThatThrownBy(() -> LearningRateSchedule.of(NamedSettings.parse("constant"), 0.1, 0))
        .hasMessage("An epoch has 0 steps, and must have 1 or more.");
  }

  @Test
  void whatDependsOnStepsAloneHasNoState() throws Exception {
    LearningRateSchedule cosine = schedule("cosine(decay_steps=50)");
    assertThat(cosine.monitor()).isEmpty();
    assertThat(cosine.state()).isEqualTo(new ObjectMapper().readTree("{}"));
    cosine.restore(cosine.state());
    assertThat(cosine.rate(25)).isCloseTo(0.05, within(1e-15));
  }

  private static LearningRateSchedule schedule(String text) {
    return LearningRateSchedule.of(NamedSettings.parse(text), RATE, STEPS_PER_EPOCH);
  }

  private static void assertRates(String text, LongToDoubleFunction expected) {
    LearningRateSchedule schedule = schedule(text);
    for (long step = 0; step < 120; step++) {
      assertThat(schedule.rate(step))
          .as("%s at step %d", text, step)
          .isCloseTo(expected.applyAsDouble(step), within(1e-13));
    }
  }
}
