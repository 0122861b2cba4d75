package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.tensorflow.training.Loss;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Losses of margins. Labels are -1 and 1; where a batch has only 0 and 1, 0 stands for -1. */
final class HingeLosses {
  static final Map<String, Choice<? extends Loss>> ALL = all();

  private HingeLosses() {}

  private static Map<String, Choice<? extends Loss>> all() {
    Map<String, Choice<? extends Loss>> all = new LinkedHashMap<>();
    all.put(
        "hinge", ValuesLoss.choice(Head.ANY, TargetNeed.SIGNS, Formula.mean(HingeLosses::hinge)));
    all.put(
        "squared_hinge",
        ValuesLoss.choice(
            Head.ANY,
            TargetNeed.SIGNS,
            Formula.mean((tf, y, p) -> tf.math.square(hinge(tf, y, p)))));
    all.put("categorical_hinge", ValuesLoss.choice(Head.CLASSES, HingeLosses::categorical));
    return all;
  }

  /** {@code max(1 - label prediction, 0)}. */
  private static Operand<TFloat32> hinge(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> margins = tf.math.mul(signed(tf, labels), predictions);
    return tf.nn.relu(tf.math.sub(tf.constant(1f), margins));
  }

  private static Operand<TFloat32> signed(Ops tf, Operand<TFloat32> labels) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TBool> binary =
        tf.math.logicalOr(tf.math.equal(labels, tf.constant(0f)), tf.math.equal(labels, one));
    return tf.select(
        tf.reduceAll(binary, axes(tf, labels)),
        tf.math.sub(tf.math.mul(labels, tf.constant(2f)), one),
        labels);
  }

  /** {@code max(1 + the best other prediction - that of the class, 0)}. */
  private static Operand<TFloat32> categorical(
      Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> right = tf.sum(tf.math.mul(labels, predictions), tf.constant(-1));
    Operand<TFloat32> wrong =
        tf.max(tf.math.mul(tf.math.sub(one, labels), predictions), tf.constant(-1));
    return tf.nn.relu(tf.math.add(one, tf.math.sub(wrong, right)));
  }

  private static Operand<TInt32> axes(Ops tf, Operand<TFloat32> x) {
    return tf.range(tf.constant(0), tf.rank(x), tf.constant(1));
  }
}
