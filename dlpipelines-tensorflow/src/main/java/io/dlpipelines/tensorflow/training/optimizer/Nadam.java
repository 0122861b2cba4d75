package io.dlpipelines.tensorflow.training.optimizer;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.Variable;
import io.dlpipelines.tensorflow.training.VariableStep;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adam with Nesterov's momentum, which grows with the steps: Dozat, ICLR 2016 workshop.
 *
 * @param first the mean of gradients
 * @param second the mean of their squares
 * @param epsilon is added to the root
 */
record Nadam(MovingMean first, MovingMean second, double epsilon) implements Optimizer {
  private static final double DECAY = 0.96;

  static Nadam of(SettingsReader settings) {
    return new Nadam(
        MovingMean.of(settings, "beta_1", 0.9),
        MovingMean.of(settings, "beta_2", 0.999),
        settings.number("epsilon", 1e-7, 0, 1));
  }

  @Override
  public void update(VariableStep step) {
    Ops tf = step.tf();
    Operand<TFloat32> one = step.number(1);
    Operand<TFloat32> now = momentum(step, step.step());
    Operand<TFloat32> next = momentum(step, tf.math.add(step.step(), one));
    Variable product = step.scalarSlot("u_product", 1);
    Operand<TFloat32> productNow = tf.math.mul(product.value(), now);
    Operand<TFloat32> productNext = tf.math.mul(productNow, next);
    step.assign(product, productNow);

    Operand<TFloat32> mean = first.add(step, step.slot("momentum", 0), step.gradient());
    Operand<TFloat32> meanSquare =
        second.unbiased(
            step, second.add(step, step.slot("velocity", 0), tf.math.square(step.gradient())));
    Operand<TFloat32> ahead =
        tf.math.add(
            tf.math.mul(mean, tf.math.div(next, tf.math.sub(one, productNext))),
            tf.math.mul(
                step.gradient(), tf.math.div(tf.math.sub(one, now), tf.math.sub(one, productNow))));
    step.assign(
        step.variable(),
        tf.math.sub(
            step.variable().value(),
            tf.math.div(
                tf.math.mul(ahead, step.learningRate()),
                tf.math.add(tf.math.sqrt(meanSquare), step.number(epsilon)))));
  }

  private Operand<TFloat32> momentum(VariableStep step, Operand<TFloat32> number) {
    Ops tf = step.tf();
    return tf.math.mul(
        first.beta(step),
        tf.math.sub(
            step.number(1),
            tf.math.mul(step.number(0.5), tf.math.pow(step.number(DECAY), number))));
  }
}
