package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.VariableStep;

/**
 * The mean of gradients over the largest of them, which fades: Kingma and Ba, arXiv 1412.6980,
 * section 7.1.
 *
 * @param first the mean of gradients
 * @param second how the largest fades
 * @param epsilon is added to the largest
 */
record Adamax(MovingMean first, MovingMean second, double epsilon) implements Optimizer {

  static Adamax of(SettingsReader settings) {
    return new Adamax(
        MovingMean.of(settings, "beta_1", 0.9),
        MovingMean.of(settings, "beta_2", 0.999),
        settings.number("epsilon", 1e-7, 0, 1));
  }

  @Override
  public void update(VariableStep step) {
    step.run(
        step.tf()
            .train
            .resourceApplyAdaMax(
                step.variable().handle(),
                step.slot("momentum", 0).handle(),
                step.slot("norm", 0).handle(),
                first.power(step),
                step.learningRate(),
                first.beta(step),
                second.beta(step),
                step.number(epsilon),
                step.gradient()));
  }
}
