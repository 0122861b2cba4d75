package io.dlpipelines.tensorflow.training;

import io.dlpipelines.param.SettingsReader;

/**
 * Half a cosine down, as in Keras 3: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with
 * Warm Restarts".
 */
final class CosineSchedules {
  private CosineSchedules() {}

  /** After a linear warm-up, if there is one, from the initial rate to its target. */
  static LearningRateSchedule cosine(ScheduleSettings settings) {
    double decaySteps = settings.steps("decay");
    double alpha = alpha(settings.reader());
    double initial = settings.learningRate();
    boolean warmsUp = settings.reader().text("warmup_target").isPresent();
    if (warmsUp != settings.oneOf("warmup_steps", "warmup_epochs")) {
      throw settings.invalid(
          "needs both or none of [warmup_target] and [warmup_steps] or [warmup_epochs].");
    }
    double top = warmsUp ? settings.number("warmup_target") : initial;
    double warmupSteps = warmsUp ? settings.steps("warmup") : 0;
    return step -> {
      if (step < warmupSteps) {
        return initial + (top - initial) * step / warmupSteps;
      }
      double position = Math.min(1, (step - warmupSteps) / decaySteps);
      return top * ((1 - alpha) * fall(position) + alpha);
    };
  }

  /** Each period is {@code t_mul} times as long, and begins {@code m_mul} times as high. */
  static LearningRateSchedule cosineRestarts(ScheduleSettings settings) {
    double firstSteps = settings.steps("first_decay");
    SettingsReader reader = settings.reader();
    double longer = reader.number("t_mul", 2, 1, Double.MAX_VALUE);
    double higher = reader.number("m_mul", 1, 0, Double.MAX_VALUE);
    double alpha = alpha(reader);
    double initial = settings.learningRate();
    return step -> {
      double begin = 0;
      double steps = firstSteps;
      double height = 1;
      while (step >= begin + steps) {
        begin += steps;
        steps *= longer;
        height *= higher;
      }
      return initial * ((1 - alpha) * height * fall((step - begin) / steps) + alpha);
    };
  }

  private static double alpha(SettingsReader reader) {
    return reader.number("alpha", 0, 0, 1);
  }

  /** From 1 at 0 to 0 at 1. */
  private static double fall(double position) {
    return 0.5 * (1 + Math.cos(Math.PI * position));
  }
}
