package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.VariableStep;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Takes a part of each variable away before an optimizer changes it, apart from the gradients:
 * Loshchilov and Hutter, arXiv 1711.05101.
 *
 * @param rate the part, times the learning rate
 * @param optimizer what changes variables then
 */
public record WeightDecay(double rate, Optimizer optimizer) implements Optimizer {

  @Override
  public void update(VariableStep step) {
    Ops tf = step.tf();
    Operand<TFloat32> value = step.variable().value();
    Operand<TFloat32> part = tf.math.mul(step.number(rate), step.learningRate());
    optimizer.update(step.after(tf.math.sub(value, tf.math.mul(value, part))));
  }
}
