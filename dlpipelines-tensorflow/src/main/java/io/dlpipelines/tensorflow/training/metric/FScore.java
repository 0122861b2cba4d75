package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.Metric;
import io.dlpipelines.tensorflow.training.loss.Head;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/**
 * {@code (1 + beta²) precision recall / (beta² precision + recall)}, of each class or of all
 * together. What is predicted is the largest unit, or all that are above a threshold.
 */
final class FScore implements Metric {
  private static final double EPSILON = 1e-7;
  private static final float LEAST = 1e-9f;
  private static final float BY_LARGEST = 0;

  private final String name;
  private final double beta;
  private final float threshold;
  private final String average;

  FScore(String name, SettingsReader settings) {
    this(name, settings.positive("beta", 1), settings);
  }

  private FScore(String name, double beta, SettingsReader settings) {
    this.name = name;
    this.beta = beta;
    threshold =
        settings.text("threshold").isPresent()
            ? (float) settings.positive("threshold", 0.5)
            : BY_LARGEST;
    average = settings.oneOf("average", "macro", "micro", "weighted");
  }

  static Metric f1(String name, SettingsReader settings) {
    return new FScore(name, 1, settings);
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
    TensorShape shape = output.shape();
    if (threshold == BY_LARGEST && shape.dimension(shape.rank() - 1) == 1) {
      throw new IllegalArgumentException(
          "%s needs a threshold, since output %s has shape %s and its largest unit is its only one. Set threshold, as in f1_score(threshold=0.5)."
              .formatted(name, output.name(), shape));
    }
  }

  @Override
  public Operand<TFloat64> sums(
      Ops tf,
      Operand<? extends TType> labels,
      Operand<TFloat32> predictions,
      Operand<TFloat32> weights) {
    Operand<TFloat64> positive = tf.dtypes.cast(isPredicted(tf, predictions), TFloat64.class);
    Operand<TFloat64> real =
        tf.dtypes.cast(new Truth(tf, labels, predictions).values(), TFloat64.class);
    Operand<TFloat64> counts = Sums.weights(tf, weights, predictions);
    Operand<TFloat64> positives = tf.math.mul(positive, counts);
    Operand<TFloat64> reals = tf.math.mul(real, counts);
    return Sums.byUnit(tf, predictions, List.of(tf.math.mul(real, positives), positives, reals));
  }

  private Operand<TBool> isPredicted(Ops tf, Operand<TFloat32> predictions) {
    if (threshold != BY_LARGEST) {
      return tf.math.greater(predictions, tf.constant(threshold));
    }
    Operand<TFloat32> largest = tf.max(predictions, tf.constant(-1), Max.keepDims(true));
    return tf.math.logicalAnd(
        tf.math.greaterEqual(predictions, largest),
        tf.math.greater(tf.math.abs(predictions), tf.constant(LEAST)));
  }

  @Override
  public double result(double[] sums) {
    int units = sums.length / 3;
    double[] hits = Arrays.copyOf(sums, units);
    double[] positives = Arrays.copyOfRange(sums, units, 2 * units);
    double[] reals = Arrays.copyOfRange(sums, 2 * units, 3 * units);
    double all = Arrays.stream(reals).sum();
    if (average.equals("micro")) {
      return score(Arrays.stream(hits).sum(), Arrays.stream(positives).sum(), all);
    }
    boolean weighted = average.equals("weighted");
    return IntStream.range(0, units)
        .mapToDouble(
            unit ->
                score(hits[unit], positives[unit], reals[unit])
                    * (weighted ? reals[unit] / (all + EPSILON) : 1.0 / units))
        .sum();
  }

  private double score(double hits, double positives, double reals) {
    double precision = hits / (positives + EPSILON);
    double recall = hits / (reals + EPSILON);
    return (1 + beta * beta) * (precision * recall / (beta * beta * precision + recall + EPSILON));
  }
}
