package io.dlpipelines.tensorflow.training;

import java.util.Arrays;

/** Schedules by the formulas of Keras 3's {@code keras.optimizers.schedules}. */
final class StepSchedules {
  private StepSchedules() {}

  static LearningRateSchedule constant(ScheduleSettings settings) {
    double initial = settings.learningRate();
    return step -> initial;
  }

  /** A staircase down, at PyTorch's {@code StepLR}'s pace unless told otherwise. */
  static LearningRateSchedule step(ScheduleSettings settings) {
    double rate = settings.reader().number("decay_rate", 0.1, 0, Double.MAX_VALUE);
    return exponential(settings.learningRate(), settings.steps("decay"), rate, true);
  }

  /** {@code initial * decay_rate ^ (step / decay_steps)}. */
  static LearningRateSchedule exponential(ScheduleSettings settings) {
    return exponential(
        settings.learningRate(),
        settings.steps("decay"),
        settings.number("decay_rate"),
        settings.reader().flag("staircase", false));
  }

  private static LearningRateSchedule exponential(
      double initial, double decaySteps, double decayRate, boolean staircase) {
    return step -> initial * Math.pow(decayRate, position(step, decaySteps, staircase));
  }

  /** {@code initial / (1 + decay_rate * step / decay_steps)}. */
  static LearningRateSchedule inverseTime(ScheduleSettings settings) {
    double initial = settings.learningRate();
    double decaySteps = settings.steps("decay");
    double decayRate = settings.number("decay_rate");
    boolean staircase = settings.reader().flag("staircase", false);
    return step -> initial / (1 + decayRate * position(step, decaySteps, staircase));
  }

  private static double position(long step, double decaySteps, boolean staircase) {
    double position = step / decaySteps;
    return staircase ? Math.floor(position) : position;
  }

  /** {@code (initial - end) * (1 - step / decay_steps) ^ power + end}. */
  static LearningRateSchedule polynomial(ScheduleSettings settings) {
    double initial = settings.learningRate();
    double decaySteps = settings.steps("decay");
    double end = settings.reader().number("end_learning_rate", 0.0001);
    double power = settings.reader().number("power", 1);
    boolean cycle = settings.reader().flag("cycle", false);
    return step -> {
      double cycles = cycle ? Math.max(1, Math.ceil(step / decaySteps)) : 1;
      double position = Math.min(1, step / (decaySteps * cycles));
      return (initial - end) * Math.pow(1 - position, power) + end;
    };
  }

  /** A value up to its boundary, including it. */
  static LearningRateSchedule piecewiseConstant(ScheduleSettings settings) {
    double[] boundaries = settings.boundaries();
    double[] values = settings.reader().numbers("values");
    if (values.length != boundaries.length + 1) {
      throw settings.invalid(
          "has %d values and %d boundaries: there must be one value more than boundaries."
              .formatted(values.length, boundaries.length));
    }
    for (int i = 1; i < boundaries.length; i++) {
      if (!(boundaries[i] > boundaries[i - 1])) {
        throw settings.invalid("has boundaries that do not rise: put them in order.");
      }
    }
    return step -> {
      int found = Arrays.binarySearch(boundaries, step);
      return values[found >= 0 ? found : -found - 1];
    };
  }
}
