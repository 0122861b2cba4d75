package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.Variable;
import io.dlpipelines.tensorflow.training.VariableStep;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Gradients over the root of the sum of their squares: Duchi et al., JMLR 12, 2011. TensorFlow's
 * kernels add no epsilon under the root, as Keras does.
 *
 * @param initialAccumulatorValue where the sum starts
 * @param epsilon is added to the sum
 */
record Adagrad(double initialAccumulatorValue, double epsilon) implements Optimizer {

  static Adagrad of(SettingsReader settings) {
    return new Adagrad(
        settings.number("initial_accumulator_value", 0.1, 0, Optimizers.LARGE),
        settings.number("epsilon", 1e-7, 0, 1));
  }

  @Override
  public void update(VariableStep step) {
    Ops tf = step.tf();
    Variable accumulator = step.slot("accumulator", (float) initialAccumulatorValue);
    Operand<TFloat32> sum = tf.math.add(accumulator.value(), tf.math.square(step.gradient()));
    step.assign(accumulator, sum);
    step.assign(
        step.variable(),
        tf.math.sub(
            step.variable().value(),
            tf.math.div(
                tf.math.mul(step.learningRate(), step.gradient()),
                tf.math.sqrt(tf.math.add(sum, step.number(epsilon))))));
  }
}
