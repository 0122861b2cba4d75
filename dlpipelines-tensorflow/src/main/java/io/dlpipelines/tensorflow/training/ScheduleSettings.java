package io.dlpipelines.tensorflow.training;

import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.param.SettingsReader;
import java.util.stream.DoubleStream;

/** The settings of a schedule, with epochs turned into steps. */
final class ScheduleSettings {
  private final String name;
  private final double learningRate;
  private final long stepsPerEpoch;
  private final SettingsReader reader;

  ScheduleSettings(NamedSettings settings, double learningRate, long stepsPerEpoch) {
    if (stepsPerEpoch < 1) {
      throw new IllegalArgumentException(
          "An epoch has %d steps, and must have 1 or more.".formatted(stepsPerEpoch));
    }
    this.name = settings.name();
    this.learningRate = learningRate;
    this.stepsPerEpoch = stepsPerEpoch;
    this.reader = settings.read();
  }

  double learningRate() {
    return learningRate;
  }

  SettingsReader reader() {
    return reader;
  }

  /** A number that has no default. */
  double number(String key) {
    if (reader.text(key).isEmpty()) {
      throw missing("[%s]".formatted(key));
    }
    return reader.number(key, Double.NaN, -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  /** What is set as {@code x_steps} or as {@code x_epochs}. */
  double steps(String what) {
    String steps = what + "_steps";
    String epochs = what + "_epochs";
    if (!oneOf(steps, epochs)) {
      throw missing("[%s] or [%s]".formatted(steps, epochs));
    }
    boolean inSteps = reader.text(steps).isPresent();
    double value = reader.number(inSteps ? steps : epochs, 0, Double.MIN_VALUE, Double.MAX_VALUE);
    return inSteps ? value : value * stepsPerEpoch;
  }

  /** Whether either is set. */
  boolean oneOf(String one, String other) {
    boolean first = reader.text(one).isPresent();
    boolean second = reader.text(other).isPresent();
    if (first && second) {
      throw invalid("has both [%s] and [%s]: set one of them.".formatted(one, other));
    }
    return first || second;
  }

  /** The last step of each piece. */
  double[] boundaries() {
    if (oneOf("boundaries", "boundary_epochs")) {
      return DoubleStream.concat(
              DoubleStream.of(reader.numbers("boundaries")),
              DoubleStream.of(reader.numbers("boundary_epochs"))
                  .map(epochs -> epochs * stepsPerEpoch - 1))
          .toArray();
    }
    throw missing("[boundaries] or [boundary_epochs]");
  }

  IllegalArgumentException invalid(String what) {
    return new IllegalArgumentException("Learning rate schedule [%s] %s".formatted(name, what));
  }

  private IllegalArgumentException missing(String what) {
    return invalid("needs %s: set it in brackets after the name.".formatted(what));
  }
}
