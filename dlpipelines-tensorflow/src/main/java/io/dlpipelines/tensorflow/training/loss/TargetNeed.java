package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.tensorflow.training.TargetRange;
import java.util.Optional;

/** The targets that a loss is defined for. */
enum TargetNeed {
  /** Any numbers. */
  NONE(0, 0, "", ""),
  /** Probabilities. */
  PROBABILITIES(
      0,
      1,
      "takes targets from 0 to 1",
      "Scale them, or use mean_squared_error for targets that are not probabilities."),
  /** Counts, whose logarithms are taken. */
  NOT_NEGATIVE(
      0,
      Double.POSITIVE_INFINITY,
      "takes targets of 0 or more",
      "Use mean_squared_error, or another loss that takes negative targets."),
  /** Signs of margins. */
  SIGNS(-1, 1, "takes targets -1 and 1, or 0 and 1", "Give such targets, or use another loss.");

  private final double least;
  private final double most;
  private final String text;
  private final String advice;

  TargetNeed(double least, double most, String text, String advice) {
    this.least = least;
    this.most = most;
    this.text = text;
    this.advice = advice;
  }

  Optional<TargetRange> range(String loss) {
    return this == NONE
        ? Optional.empty()
        : Optional.of(new TargetRange(least, most, loss + " " + text, advice));
  }
}
