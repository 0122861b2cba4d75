package io.dlpipelines.tensorflow.training.metric;

import static io.dlpipelines.tensorflow.training.metric.ConfusionMetrics.ratio;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.Metric;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The area under the curve of recall over the part of false positives (ROC), or of precision over
 * recall (PR). The curve has a point for each of evenly spaced thresholds; what is summed is how
 * much weight lies between two of them, of positives and of negatives.
 */
final class Auc implements Metric {
  private final String name;
  private final Columns columns;
  private final int thresholds;
  private final boolean ofPrecision;
  private final String summation;
  private final boolean fromLogits;

  Auc(String name, SettingsReader settings) {
    this.name = name;
    columns = Columns.read(settings);
    thresholds = settings.integer("num_thresholds", 200, 2);
    ofPrecision = settings.oneOf("curve", "ROC", "PR").equals("PR");
    summation = settings.oneOf("summation_method", "interpolation", "minoring", "majoring");
    fromLogits = settings.flag("from_logits", false);
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
    Operand<TFloat64> counts = Sums.weights(tf, weights, scores);
    Operand<TBool> positive = tf.math.notEqual(truth, tf.constant(0f));
    // Positives fill the first half of the bins, negatives the second.
    Operand<TInt32> half = tf.select(positive, tf.constant(0), tf.constant(thresholds));
    return tf.math.unsortedSegmentSum(
        counts, tf.math.add(bins(tf, scores), half), tf.constant(2 * thresholds));
  }

  /** The last threshold below each score; the first one is below all. */
  private Operand<TInt32> bins(Ops tf, Operand<TFloat32> scores) {
    Operand<TFloat32> probabilities =
        tf.clipByValue(
            fromLogits ? tf.math.sigmoid(scores) : scores, tf.constant(0f), tf.constant(1f));
    Operand<TFloat32> above =
        tf.math.ceil(tf.math.mul(probabilities, tf.constant(thresholds - 1f)));
    return tf.dtypes.cast(tf.nn.relu(tf.math.sub(above, tf.constant(1f))), TInt32.class);
  }

  @Override
  public double result(double[] sums) {
    double[] hits = above(sums, 0);
    double[] alarms = above(sums, thresholds);
    double area = 0;
    for (int at = 0; at < thresholds - 1; at++) {
      area +=
          ofPrecision && summation.equals("interpolation")
              ? interpolatedPrecision(hits, alarms, at)
              : trapezoid(hits, alarms, at);
    }
    return area;
  }

  /** The weight above each threshold. */
  private double[] above(double[] sums, int from) {
    double[] above = new double[thresholds];
    double sum = 0;
    for (int at = thresholds - 1; at >= 0; at--) {
      sum += sums[from + at];
      above[at] = sum;
    }
    return above;
  }

  private double trapezoid(double[] hits, double[] alarms, int at) {
    double left = height(hits, alarms, at);
    double right = height(hits, alarms, at + 1);
    double height =
        switch (summation) {
          case "minoring" -> Math.min(left, right);
          case "majoring" -> Math.max(left, right);
          default -> (left + right) / 2;
        };
    double[] along = ofPrecision ? hits : alarms;
    return part(along, at) * height - part(along, at + 1) * height;
  }

  private double height(double[] hits, double[] alarms, int at) {
    return ofPrecision ? ratio(hits[at], alarms[at]) : part(hits, at);
  }

  private static double part(double[] above, int at) {
    return above[0] == 0 ? 0 : above[at] / above[0];
  }

  /**
   * The area between two points whose hits grow linearly with what is predicted, as in
   * https://dl.acm.org/doi/10.1145/1143844.1143874.
   */
  private static double interpolatedPrecision(double[] hits, double[] alarms, int at) {
    double predicted = hits[at] + alarms[at];
    double predictedNext = hits[at + 1] + alarms[at + 1];
    double gained = hits[at] - hits[at + 1];
    double slope = predicted > predictedNext ? gained / (predicted - predictedNext) : 0;
    double intercept = hits[at + 1] - slope * predictedNext;
    double growth = predicted > 0 && predictedNext > 0 ? predicted / predictedNext : 1;
    return hits[0] == 0 ? 0 : slope * (gained + intercept * Math.log(growth)) / hits[0];
  }
}
