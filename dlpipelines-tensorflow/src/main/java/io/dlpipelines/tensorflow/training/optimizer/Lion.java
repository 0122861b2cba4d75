package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.Variable;
import io.dlpipelines.tensorflow.training.VariableStep;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The sign of a mean of gradients: Chen et al., arXiv 2302.06675.
 *
 * @param beta1 how much of the mean is in the sign
 * @param mean what is kept of gradients
 */
record Lion(double beta1, MovingMean mean) implements Optimizer {

  static Lion of(SettingsReader settings) {
    return new Lion(
        settings.number("beta_1", 0.9, 1e-6, 1), MovingMean.of(settings, "beta_2", 0.99));
  }

  @Override
  public void update(VariableStep step) {
    Ops tf = step.tf();
    Variable momentum = step.slot("momentum", 0);
    Operand<TFloat32> direction =
        tf.math.sign(
            tf.math.add(
                tf.math.mul(momentum.value(), step.number(beta1)),
                tf.math.mul(step.gradient(), step.number(1 - beta1))));
    mean.add(step, momentum, step.gradient());
    step.assign(
        step.variable(),
        tf.math.sub(step.variable().value(), tf.math.mul(step.learningRate(), direction)));
  }
}
