package io.dlpipelines.tensorflow.training;

/** How variables change with their gradients. Implementations are immutable. */
public interface Optimizer {

  /**
   * Adds the operations that change one variable in one step.
   *
   * @param step the variable, its gradient and what the optimizer keeps for it
   */
  void update(VariableStep step);
}
