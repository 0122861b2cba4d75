package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.Variable;
import io.dlpipelines.tensorflow.training.VariableStep;

/**
 * Gradients over the root of their mean square: Hinton's RMSprop. Centered, the variance stands in
 * place of the mean square.
 *
 * @param rho how much of the means is kept
 * @param momentum how much of the last change is in the next one
 * @param epsilon is added to the mean square
 * @param centered whether the mean is subtracted
 */
record RmsProp(double rho, double momentum, double epsilon, boolean centered) implements Optimizer {

  static RmsProp of(SettingsReader settings) {
    return new RmsProp(
        settings.number("rho", 0.9, 0, 1),
        settings.number("momentum", 0, 0, 1),
        settings.number("epsilon", 1e-7, 0, 1),
        settings.flag("centered", false));
  }

  @Override
  public void update(VariableStep step) {
    Variable velocity = step.slot("velocity", 0);
    Variable change = step.slot("momentum", 0);
    if (centered) {
      step.run(
          step.tf()
              .train
              .resourceApplyCenteredRmsProp(
                  step.variable().handle(),
                  step.slot("average_gradient", 0).handle(),
                  velocity.handle(),
                  change.handle(),
                  step.learningRate(),
                  step.number(rho),
                  step.number(momentum),
                  step.number(epsilon),
                  step.gradient()));
    } else {
      step.run(
          step.tf()
              .train
              .resourceApplyRmsProp(
                  step.variable().handle(),
                  velocity.handle(),
                  change.handle(),
                  step.learningRate(),
                  step.number(rho),
                  step.number(momentum),
                  step.number(epsilon),
                  step.gradient()));
    }
  }
}
