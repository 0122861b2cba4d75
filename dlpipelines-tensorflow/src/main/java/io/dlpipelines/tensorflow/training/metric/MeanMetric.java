package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.tensorflow.training.Metric;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** A weighted mean over rows. */
abstract class MeanMetric implements Metric {
  private final String name;

  MeanMetric(String name) {
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }

  /** The metric of each row, {@code [batch, ...]}. */
  abstract Operand<TFloat32> values(
      Ops tf, Operand<? extends TType> labels, Operand<TFloat32> predictions);

  @Override
  public Operand<TFloat64> sums(
      Ops tf,
      Operand<? extends TType> labels,
      Operand<TFloat32> predictions,
      Operand<TFloat32> weights) {
    Operand<TFloat64> counts = tf.dtypes.cast(weights, TFloat64.class);
    Operand<TFloat64> values = tf.dtypes.cast(values(tf, labels, predictions), TFloat64.class);
    // What does not count may be NaN.
    return Sums.of(tf, List.of(tf.math.mulNoNan(values, counts), counts));
  }

  @Override
  public double result(double[] sums) {
    return sums[0] / sums[1];
  }
}
