package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.VariableStep;
import org.tensorflow.op.train.ResourceApplyKerasMomentum;

/**
 * Stochastic gradient descent.
 *
 * @param momentum how much of the last change is in the next one
 * @param nesterov whether the gradient counts as of where momentum leads: Sutskever et al., ICML
 *     2013
 */
record Sgd(double momentum, boolean nesterov) implements Optimizer {

  static Sgd of(SettingsReader settings) {
    return new Sgd(settings.number("momentum", 0, 0, 1), settings.flag("nesterov", false));
  }

  @Override
  public void update(VariableStep step) {
    if (momentum == 0) {
      step.run(
          step.tf()
              .train
              .resourceApplyGradientDescent(
                  step.variable().handle(), step.learningRate(), step.gradient()));
    } else {
      step.run(
          step.tf()
              .train
              .resourceApplyKerasMomentum(
                  step.variable().handle(),
                  step.slot("momentum", 0).handle(),
                  step.learningRate(),
                  step.gradient(),
                  step.number(momentum),
                  ResourceApplyKerasMomentum.useNesterov(nesterov)));
    }
  }
}
