package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.precision.Precision;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Makes the loss large before its gradients are computed in float16, which would round small ones
 * to zero, and the gradients small again. A step whose gradients are not finite is left out, and
 * the scale halved; after 2,000 good steps in a row it is doubled. As in Micikevicius et al., Mixed
 * Precision Training (2018), and Keras's LossScaleOptimizer.
 */
final class LossScale {
  private static final float FIRST = 1 << 15;
  private static final float LEAST = 1;
  private static final float MOST = 1L << 40;
  private static final float GOOD_STEPS = 2000;

  private final Ops tf;
  private final Variable scale;
  private final Variable good;

  /** Adds the scale, and how many steps were good since it changed, to the variables. */
  private LossScale(Variables kept) {
    tf = kept.tf();
    scale = kept.add("loss_scale/value", Shape.scalar(), FIRST);
    good = kept.add("loss_scale/good_steps", Shape.scalar(), 0);
  }

  /** Float16 alone needs a scale: bfloat16 has the range of float32. */
  static Optional<LossScale> of(Precision precision, Variables kept) {
    return precision == Precision.FLOAT16 ? Optional.of(new LossScale(kept)) : Optional.empty();
  }

  Operand<TFloat32> scaled(Operand<TFloat32> loss) {
    return tf.math.mul(loss, scale.value());
  }

  /** What gradients of the scaled loss change: variables if they are finite, and the scale. */
  StepGraph.Changes changes(List<Operand<TFloat32>> gradients) {
    List<Operand<TFloat32>> unscaled = unscaled(gradients);
    Operand<TBool> finite = finite(unscaled);
    return new StepGraph.Changes(unscaled, onlyIf(finite), next(finite));
  }

  /** Gradients of the loss, of those of the scaled one. */
  private List<Operand<TFloat32>> unscaled(List<Operand<TFloat32>> gradients) {
    Operand<TFloat32> factor = tf.math.reciprocal(scale.value());
    return gradients.stream()
        .<Operand<TFloat32>>map(gradient -> tf.math.mul(gradient, factor))
        .toList();
  }

  private Operand<TBool> finite(List<Operand<TFloat32>> gradients) {
    return gradients.stream()
        .<Operand<TBool>>map(
            each -> tf.all(tf.math.isFinite(tf.reshape(each, tf.array(-1))), tf.constant(0)))
        .reduce(tf.math::logicalAnd)
        .orElseThrow();
  }

  /** Where operations are added that a step with gradients that are not finite leaves out. */
  private Ops onlyIf(Operand<TBool> finite) {
    return tf.withControlDependencies(tf.identity(tf.switchCond(finite, finite).outputTrue()));
  }

  /** The scale of the next step. */
  private List<Op> next(Operand<TBool> finite) {
    Operand<TFloat32> counted = tf.math.add(good.value(), tf.constant(1f));
    Operand<TBool> enough = tf.math.greaterEqual(counted, tf.constant(GOOD_STEPS));
    Operand<TFloat32> doubled =
        tf.math.minimum(tf.math.mul(scale.value(), tf.constant(2f)), tf.constant(MOST));
    Operand<TFloat32> halved =
        tf.math.maximum(tf.math.mul(scale.value(), tf.constant(0.5f)), tf.constant(LEAST));
    Operand<TFloat32> zero = tf.constant(0f);
    return List.of(
        tf.assignVariableOp(
            scale.handle(), tf.select(finite, tf.select(enough, doubled, scale.value()), halved)),
        tf.assignVariableOp(
            good.handle(), tf.select(finite, tf.select(enough, zero, counted), zero)));
  }
}
