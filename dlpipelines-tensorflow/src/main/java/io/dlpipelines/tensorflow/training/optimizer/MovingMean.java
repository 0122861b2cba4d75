package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Variable;
import io.dlpipelines.tensorflow.training.VariableStep;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A mean that starts at zero and in which older terms count less.
 *
 * @param beta how much of the mean is kept at a step
 */
record MovingMean(double beta) {
  /** With 1 nothing new would be in a mean, and its bias could not be taken out. */
  private static final double MOST = 0.999999;

  static MovingMean of(SettingsReader settings, String key, double otherwise) {
    return new MovingMean(settings.number(key, otherwise, 0, MOST));
  }

  /** A scalar. */
  Operand<TFloat32> beta(VariableStep step) {
    return step.number(beta);
  }

  /** To the power of the number of the step. */
  Operand<TFloat32> power(VariableStep step) {
    return step.tf().math.pow(beta(step), step.step());
  }

  /** The mean without the zero that it started from. */
  Operand<TFloat32> unbiased(VariableStep step, Operand<TFloat32> mean) {
    return step.tf().math.div(mean, step.tf().math.sub(step.number(1), power(step)));
  }

  /** Makes a term part of the mean, and gives the mean with it. */
  Operand<TFloat32> add(VariableStep step, Variable mean, Operand<TFloat32> term) {
    Ops tf = step.tf();
    Operand<TFloat32> next =
        tf.math.add(
            mean.value(), tf.math.mul(tf.math.sub(term, mean.value()), step.number(1 - beta)));
    step.assign(mean, next);
    return next;
  }
}
