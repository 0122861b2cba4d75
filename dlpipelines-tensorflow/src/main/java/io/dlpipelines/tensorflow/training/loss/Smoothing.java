package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.param.SettingsReader;
import java.io.Serializable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Moves labels towards the even distribution: {@code (1 - amount) label + amount / classes}. */
record Smoothing(float amount, boolean binary) implements Serializable {

  static Smoothing ofClasses(SettingsReader settings) {
    return new Smoothing(amount(settings), false);
  }

  /** Each unit has two classes, 0 and 1. */
  static Smoothing ofUnits(SettingsReader settings) {
    return new Smoothing(amount(settings), true);
  }

  private static float amount(SettingsReader settings) {
    return (float) settings.number("label_smoothing", 0, 0, 1);
  }

  /** A formula of smoothed labels. */
  Formula before(Formula formula) {
    return amount == 0
        ? formula
        : (tf, labels, predictions) ->
            formula.apply(tf, smoothed(tf, labels, predictions), predictions);
  }

  private Operand<TFloat32> smoothed(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> classes =
        binary ? tf.constant(2f) : tf.dtypes.cast(Classes.count(tf, predictions), TFloat32.class);
    return tf.math.add(
        tf.math.mul(labels, tf.constant(1 - amount)), tf.math.div(tf.constant(amount), classes));
  }
}
