package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.Metric;
import java.io.Serializable;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** A number made of the weights of true and false positives and negatives. */
final class ConfusionMetric implements Metric {
  private final String name;
  private final Columns columns;
  private final float threshold;
  private final boolean isLargerBetter;
  private final Told told;

  /** Weights by what was predicted and what is so. */
  record Counts(
      double truePositives, double falsePositives, double falseNegatives, double trueNegatives) {}

  /** What is told of them. */
  @FunctionalInterface
  interface Told extends Serializable {
    double of(Counts counts);
  }

  ConfusionMetric(String name, SettingsReader settings, boolean isLargerBetter, Told told) {
    this.name = name;
    columns = Columns.read(settings);
    threshold = (float) settings.number("thresholds", 0.5, 0, 1);
    this.isLargerBetter = isLargerBetter;
    this.told = told;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isLargerBetter() {
    return isLargerBetter;
  }

  @Override
  public void requireFits(TensorSpec output, Loss.Labels labels) {
    columns.require(name, output);
  }

  @Override
  public Operand<TFloat64> sums(
      Ops tf,
      Operand<? extends TType> labels,
      Operand<TFloat32> predictions,
      Operand<TFloat32> weights) {
    Operand<TFloat32> scores = columns.of(tf, predictions);
    Operand<TFloat32> truth = columns.of(tf, new Truth(tf, labels, predictions).values());
    Operand<TFloat64> positive =
        tf.dtypes.cast(tf.math.greater(scores, tf.constant(threshold)), TFloat64.class);
    Operand<TFloat64> real =
        tf.dtypes.cast(tf.math.notEqual(truth, tf.constant(0f)), TFloat64.class);
    Operand<TFloat64> counts = Sums.weights(tf, weights, scores);
    Operand<TFloat64> positives = tf.math.mul(positive, counts);
    Operand<TFloat64> negatives = tf.math.sub(counts, positives);
    Operand<TFloat64> unreal = tf.math.sub(tf.constant(1.0), real);
    return Sums.of(
        tf,
        List.of(
            tf.math.mul(real, positives),
            tf.math.mul(unreal, positives),
            tf.math.mul(real, negatives),
            tf.math.mul(unreal, negatives)));
  }

  @Override
  public double result(double[] sums) {
    return told.of(new Counts(sums[0], sums[1], sums[2], sums[3]));
  }
}
