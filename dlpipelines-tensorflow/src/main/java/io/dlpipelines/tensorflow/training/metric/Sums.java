package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.tensorflow.training.loss.Classes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/** Sums over rows. */
final class Sums {

  private Sums() {}

  /** The sum of all numbers of each tensor. */
  static Operand<TFloat64> of(Ops tf, List<Operand<TFloat64>> tensors) {
    List<Operand<TFloat64>> sums =
        tensors.stream()
            .<Operand<TFloat64>>map(
                tensor -> tf.sum(tf.reshape(tensor, tf.constant(new int[] {-1})), tf.constant(0)))
            .toList();
    return tf.stack(sums);
  }

  /** The sums over all axes but the last of each tensor, one tensor after the other. */
  static Operand<TFloat64> byUnit(
      Ops tf, Operand<TFloat32> predictions, List<Operand<TFloat64>> tensors) {
    Operand<TInt32> matrix = matrix(tf, predictions);
    List<Operand<TFloat64>> sums =
        tensors.stream()
            .<Operand<TFloat64>>map(tensor -> tf.sum(tf.reshape(tensor, matrix), tf.constant(0)))
            .toList();
    return tf.reshape(tf.stack(sums), tf.constant(new int[] {-1}));
  }

  /** The shape of predictions with all axes but the last as one. */
  static Operand<TInt32> matrix(Ops tf, Operand<TFloat32> predictions) {
    return tf.stack(List.of(tf.constant(-1), Classes.count(tf, predictions)));
  }

  /** The weight of each unit of each row: {@code [batch, ..., 1]} made as wide as the units. */
  static Operand<TFloat64> weights(
      Ops tf, Operand<TFloat32> weights, Operand<TFloat32> predictions) {
    return tf.broadcastTo(
        tf.expandDims(tf.dtypes.cast(weights, TFloat64.class), tf.constant(-1)),
        tf.shape(predictions));
  }
}
