package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.VariableStep;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adam whose changes are as large as the variable, times the learning rate: You et al., arXiv
 * 1904.00962.
 *
 * @param first the mean of gradients
 * @param second the mean of their squares
 * @param epsilon is added to the root
 */
record Lamb(MovingMean first, MovingMean second, double epsilon) implements Optimizer {

  static Lamb of(SettingsReader settings) {
    return new Lamb(
        MovingMean.of(settings, "beta_1", 0.9),
        MovingMean.of(settings, "beta_2", 0.999),
        settings.number("epsilon", 1e-7, 0, 1));
  }

  @Override
  public void update(VariableStep step) {
    Ops tf = step.tf();
    Operand<TFloat32> mean =
        first.unbiased(step, first.add(step, step.slot("momentum", 0), step.gradient()));
    Operand<TFloat32> meanSquare =
        second.unbiased(
            step, second.add(step, step.slot("velocity", 0), tf.math.square(step.gradient())));
    Operand<TFloat32> change =
        tf.math.div(mean, tf.math.add(tf.math.sqrt(meanSquare), step.number(epsilon)));
    Operand<TFloat32> scale = tf.math.mul(trust(step, change), step.learningRate());
    step.assign(step.variable(), tf.math.sub(step.variable().value(), tf.math.mul(change, scale)));
  }

  /** The norm of the variable over that of the change, 1 if either is zero. */
  private static Operand<TFloat32> trust(VariableStep step, Operand<TFloat32> change) {
    Ops tf = step.tf();
    Operand<TFloat32> zero = step.number(0);
    Operand<TFloat32> variable = tf.nn.l2Loss(step.variable().value());
    Operand<TFloat32> changed = tf.nn.l2Loss(change);
    return tf.select(
        tf.math.logicalAnd(tf.math.greater(variable, zero), tf.math.greater(changed, zero)),
        tf.math.sqrt(tf.math.divNoNan(variable, changed)),
        step.number(1));
  }
}
