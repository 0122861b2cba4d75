package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.tensorflow.training.Loss;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Losses of distributions and of counts. */
final class DistributionLosses {
  static final Map<String, Choice<? extends Loss>> ALL = all();

  private DistributionLosses() {}

  private static Map<String, Choice<? extends Loss>> all() {
    Map<String, Choice<? extends Loss>> all = new LinkedHashMap<>();
    all.put(
        "kl_divergence",
        (name, settings) ->
            new ValuesLoss(
                name,
                Head.ANY,
                ActivationNeed.DISTRIBUTION,
                TargetNeed.PROBABILITIES,
                DistributionLosses::divergence));
    all.put(
        "poisson",
        ValuesLoss.choice(
            Head.ANY, TargetNeed.NOT_NEGATIVE, Formula.mean(DistributionLosses::poisson)));
    return all;
  }

  /** {@code sum(p log(p / q))}. */
  private static Operand<TFloat32> divergence(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> p = Probabilities.clipped(tf, labels, 1);
    Operand<TFloat32> q = Probabilities.clipped(tf, predictions, 1);
    return tf.sum(tf.math.mul(p, tf.math.log(tf.math.div(p, q))), tf.constant(-1));
  }

  /** {@code rate - count log(rate)}. */
  private static Operand<TFloat32> poisson(
      Ops tf, Operand<TFloat32> counts, Operand<TFloat32> rates) {
    Operand<TFloat32> logarithms =
        tf.math.log(tf.math.add(rates, tf.constant(Probabilities.EPSILON)));
    return tf.math.sub(rates, tf.math.mul(counts, logarithms));
  }
}
