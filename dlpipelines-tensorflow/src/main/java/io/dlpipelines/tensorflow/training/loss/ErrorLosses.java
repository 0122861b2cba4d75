package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Loss;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;

/** Losses of regression. */
final class ErrorLosses {
  private static final float EPSILON = Probabilities.EPSILON;

  static final Map<String, Choice<? extends Loss>> ALL = all();

  private ErrorLosses() {}

  private static Map<String, Choice<? extends Loss>> all() {
    Map<String, Choice<? extends Loss>> all = new LinkedHashMap<>();
    all.put("mean_squared_error", mean((tf, y, p) -> tf.math.squaredDifference(p, y)));
    all.put("mean_absolute_error", mean((tf, y, p) -> tf.math.abs(tf.math.sub(p, y))));
    all.put("mean_absolute_percentage_error", mean(ErrorLosses::percentage));
    all.put(
        "mean_squared_logarithmic_error",
        ValuesLoss.choice(
            Head.ANY, TargetNeed.NOT_NEGATIVE, Formula.mean(ErrorLosses::squaredLogarithmic)));
    all.put("huber", ErrorLosses::huber);
    all.put("log_cosh", mean(ErrorLosses::logCosh));
    all.put("cosine_similarity", ValuesLoss.choice(Head.DIRECTION, ErrorLosses::cosine));
    return all;
  }

  private static Choice<Loss> mean(Formula elements) {
    return ValuesLoss.choice(Head.ANY, Formula.mean(elements));
  }

  /** {@code 100 |label - prediction| / |label|}. */
  private static Operand<TFloat32> percentage(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> error = tf.math.abs(tf.math.sub(labels, predictions));
    Operand<TFloat32> size = tf.math.maximum(tf.math.abs(labels), tf.constant(EPSILON));
    return tf.math.mul(tf.constant(100f), tf.math.div(error, size));
  }

  /** {@code (log(1 + prediction) - log(1 + label))²}, negative numbers taken as zero. */
  private static Operand<TFloat32> squaredLogarithmic(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> least = tf.constant(EPSILON);
    return tf.math.squaredDifference(
        tf.math.log1p(tf.math.maximum(predictions, least)),
        tf.math.log1p(tf.math.maximum(labels, least)));
  }

  /** {@code error² / 2} up to delta, and beyond it linear: {@code delta (|error| - delta / 2)}. */
  private static Loss huber(String name, SettingsReader settings) {
    float delta = (float) settings.positive("delta", 1);
    Formula huber =
        (tf, labels, predictions) -> {
          Operand<TFloat32> error = tf.math.abs(tf.math.sub(predictions, labels));
          Operand<TFloat32> bounded = tf.math.minimum(error, tf.constant(delta));
          Operand<TFloat32> half = tf.math.mul(bounded, tf.constant(0.5f));
          return tf.math.mul(bounded, tf.math.sub(error, half));
        };
    return new ValuesLoss(
        name, Head.ANY, ActivationNeed.NONE, TargetNeed.NONE, Formula.mean(huber));
  }

  /** {@code log(cosh(error))} as {@code error + softplus(-2 error) - log(2)}. */
  private static Operand<TFloat32> logCosh(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> error = tf.math.sub(predictions, labels);
    Operand<TFloat32> correction = tf.math.softplus(tf.math.mul(error, tf.constant(-2f)));
    return tf.math.add(error, tf.math.sub(correction, tf.constant((float) Math.log(2))));
  }

  /** The cosine of the angle between labels and predictions, negative, since less is better. */
  private static Operand<TFloat32> cosine(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> products = tf.math.mul(normalized(tf, labels), normalized(tf, predictions));
    return tf.math.neg(tf.sum(products, tf.constant(-1)));
  }

  private static Operand<TFloat32> normalized(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> squares = tf.sum(tf.math.square(x), tf.constant(-1), Sum.keepDims(true));
    return tf.math.mul(x, tf.math.rsqrt(tf.math.maximum(squares, tf.constant(EPSILON * EPSILON))));
  }
}
