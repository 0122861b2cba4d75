package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.Variable;
import io.dlpipelines.tensorflow.training.VariableStep;

/**
 * The mean of gradients over the root of their mean square: Kingma and Ba, arXiv 1412.6980; with
 * the largest mean square so far, Reddi et al., arXiv 1904.09237.
 *
 * @param first the mean of gradients
 * @param second the mean of their squares
 * @param epsilon is added to the root
 * @param amsgrad whether the mean square never falls
 */
record Adam(MovingMean first, MovingMean second, double epsilon, boolean amsgrad)
    implements Optimizer {

  static Adam of(SettingsReader settings) {
    return new Adam(
        MovingMean.of(settings, "beta_1", 0.9),
        MovingMean.of(settings, "beta_2", 0.999),
        settings.number("epsilon", 1e-7, 0, 1),
        settings.flag("amsgrad", false));
  }

  @Override
  public void update(VariableStep step) {
    Variable momentum = step.slot("momentum", 0);
    Variable velocity = step.slot("velocity", 0);
    if (amsgrad) {
      step.run(
          step.tf()
              .train
              .resourceApplyAdamWithAmsgrad(
                  step.variable().handle(),
                  momentum.handle(),
                  velocity.handle(),
                  step.slot("velocity_hat", 0).handle(),
                  first.power(step),
                  second.power(step),
                  step.learningRate(),
                  first.beta(step),
                  second.beta(step),
                  step.number(epsilon),
                  step.gradient()));
    } else {
      step.run(
          step.tf()
              .train
              .resourceApplyAdam(
                  step.variable().handle(),
                  momentum.handle(),
                  velocity.handle(),
                  first.power(step),
                  second.power(step),
                  step.learningRate(),
                  first.beta(step),
                  second.beta(step),
                  step.number(epsilon),
                  step.gradient()));
    }
  }
}
