package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.Metric;
import io.dlpipelines.tensorflow.training.loss.Head;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** {@code 1 - squared errors / squared deviations from the mean}, averaged over units. */
final class R2Score implements Metric {
  /** Deviations of floats are not so small beside the floats. */
  private static final double ROUNDING = 1e-14;

  private final String name;
  private final boolean byVariance;

  R2Score(String name, SettingsReader settings) {
    this.name = name;
    byVariance =
        settings
            .oneOf("class_aggregation", "uniform_average", "variance_weighted_average")
            .equals("variance_weighted_average");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isLargerBetter() {
    return true;
  }

  @Override
  public void requireFits(TensorSpec output, Loss.Labels labels) {
    Head.ANY.require(name, output);
  }

  @Override
  public Operand<TFloat64> sums(
      Ops tf,
      Operand<? extends TType> labels,
      Operand<TFloat32> predictions,
      Operand<TFloat32> weights) {
    Operand<TFloat64> truth =
        tf.dtypes.cast(new Truth(tf, labels, predictions).values(), TFloat64.class);
    Operand<TFloat64> errors =
        tf.math.squaredDifference(truth, tf.dtypes.cast(predictions, TFloat64.class));
    Operand<TFloat64> counts = Sums.weights(tf, weights, predictions);
    return Sums.byUnit(
        tf,
        predictions,
        List.of(
            counts,
            tf.math.mulNoNan(truth, counts),
            tf.math.mulNoNan(tf.math.square(truth), counts),
            tf.math.mulNoNan(errors, counts)));
  }

  /** Units whose labels are all the same score 0. */
  @Override
  public double result(double[] sums) {
    int units = sums.length / 4;
    double scores = 0;
    double shares = 0;
    for (int unit = 0; unit < units; unit++) {
      double sum = sums[units + unit];
      double squares = sums[2 * units + unit];
      double deviations = squares - sum * sum / sums[unit];
      boolean constant = deviations <= squares * ROUNDING;
      double score = constant ? 0 : 1 - sums[3 * units + unit] / deviations;
      double share = byVariance ? deviations : 1;
      scores += share * score;
      shares += share;
    }
    return scores / shares;
  }
}
