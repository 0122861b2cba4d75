package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.VariableStep;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Follow the regularized leader: McMahan et al., KDD 2013.
 *
 * @param learningRatePower to which the sum of squares is raised, at most 0
 * @param initialAccumulatorValue where the sum of squares starts
 * @param l1 of absolute values
 * @param l2 of squares
 * @param l2Shrinkage of squares, in the gradient alone
 * @param beta is added to the learning rate's reciprocal
 */
record Ftrl(
    double learningRatePower,
    double initialAccumulatorValue,
    double l1,
    double l2,
    double l2Shrinkage,
    double beta)
    implements Optimizer {

  static Ftrl of(SettingsReader settings) {
    return new Ftrl(
        settings.number("learning_rate_power", -0.5, -Optimizers.LARGE, 0),
        settings.number("initial_accumulator_value", 0.1, 0, Optimizers.LARGE),
        settings.number("l1_regularization_strength", 0, 0, Optimizers.LARGE),
        settings.number("l2_regularization_strength", 0, 0, Optimizers.LARGE),
        settings.number("l2_shrinkage_regularization_strength", 0, 0, Optimizers.LARGE),
        settings.number("beta", 0, 0, Optimizers.LARGE));
  }

  @Override
  public void update(VariableStep step) {
    Ops tf = step.tf();
    Operand<TFloat32> penalty =
        tf.math.add(step.number(l2), tf.math.div(step.number(beta / 2), step.learningRate()));
    step.run(
        tf.train.resourceApplyFtrl(
            step.variable().handle(),
            step.slot("accumulator", (float) initialAccumulatorValue).handle(),
            step.slot("linear", 0).handle(),
            step.gradient(),
            step.learningRate(),
            step.number(l1),
            penalty,
            step.number(l2Shrinkage),
            step.number(learningRatePower)));
  }
}
