package io.dlpipelines.tensorflow.training;

import io.dlpipelines.param.NamedSettings;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The schedules that have a name. */
final class ScheduleKind {
  private static final Map<String, Function<ScheduleSettings, LearningRateSchedule>> ALL =
      new TreeMap<>(
          Map.of(
              "constant", StepSchedules::constant,
              "step", StepSchedules::step,
              "piecewise_constant", StepSchedules::piecewiseConstant,
              "exponential", StepSchedules::exponential,
              "inverse_time", StepSchedules::inverseTime,
              "polynomial", StepSchedules::polynomial,
              "cosine", CosineSchedules::cosine,
              "cosine_restarts", CosineSchedules::cosineRestarts,
              "reduce_on_plateau", ReduceOnPlateau::new));

  private ScheduleKind() {}

  static LearningRateSchedule of(NamedSettings chosen, double learningRate, long stepsPerEpoch) {
    Function<ScheduleSettings, LearningRateSchedule> kind = ALL.get(chosen.name());
    if (kind == null) {
      throw new IllegalArgumentException(
          "[%s] is no learning rate schedule. Choose one of %s."
              .formatted(chosen.name(), ALL.keySet()));
    }
    ScheduleSettings settings = new ScheduleSettings(chosen, learningRate, stepsPerEpoch);
    LearningRateSchedule schedule = kind.apply(settings);
    settings.reader().end();
    return schedule;
  }
}
