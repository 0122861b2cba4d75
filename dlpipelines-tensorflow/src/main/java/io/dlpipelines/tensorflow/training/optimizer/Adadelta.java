package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.VariableStep;

/**
 * Gradients over the root of their mean square, times that of the changes: Zeiler, arXiv 1212.5701.
 *
 * @param rho how much of the means is kept
 * @param epsilon is added to the mean squares
 */
record Adadelta(double rho, double epsilon) implements Optimizer {

  static Adadelta of(SettingsReader settings) {
    return new Adadelta(settings.number("rho", 0.95, 0, 1), settings.number("epsilon", 1e-7, 0, 1));
  }

  @Override
  public void update(VariableStep step) {
    step.run(
        step.tf()
            .train
            .resourceApplyAdadelta(
                step.variable().handle(),
                step.slot("accumulated_grad", 0).handle(),
                step.slot("accumulated_delta_var", 0).handle(),
                step.learningRate(),
                step.number(rho),
                step.number(epsilon),
                step.gradient()));
  }
}
