package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.Metric;
import io.dlpipelines.tensorflow.training.loss.Losses;
import java.io.Serializable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TType;

/** The mean of a loss, or a number made of it. */
final class LossMetric extends MeanMetric {
  private final Loss loss;
  private final boolean isLargerBetter;
  private final Told told;

  /** What is told of the mean. */
  @FunctionalInterface
  private interface Told extends Serializable {
    double of(double mean);
  }

  private LossMetric(String name, Loss loss, boolean isLargerBetter, Told told) {
    super(name);
    this.loss = loss;
    this.isLargerBetter = isLargerBetter;
    this.told = told;
  }

  static Choice<Metric> choice(Choice<? extends Loss> loss) {
    return (name, settings) -> new LossMetric(name, loss.make(name, settings), false, mean -> mean);
  }

  static Metric rootMeanSquared(String name, SettingsReader settings) {
    return new LossMetric(name, Losses.of("mean_squared_error"), false, Math::sqrt);
  }

  /** Of a larger cosine, where the loss is its negative. */
  static Metric cosineSimilarity(String name, SettingsReader settings) {
    return new LossMetric(name, Losses.of("cosine_similarity"), true, mean -> -mean);
  }

  @Override
  public boolean isLargerBetter() {
    return isLargerBetter;
  }

  @Override
  public void requireFits(TensorSpec output, Loss.Labels labels) {
    loss.requireFits(output);
    if (loss.labels() == Loss.Labels.CLASSES && labels != Loss.Labels.CLASSES) {
      throw new IllegalArgumentException(
          "%s needs labels that are numbers of classes; those of output %s are values. Use the metric of its loss, or one that takes values."
              .formatted(name(), output.name()));
    }
  }

  @Override
  public Operand<TFloat64> sums(
      Ops tf,
      Operand<? extends TType> labels,
      Operand<TFloat32> predictions,
      Operand<TFloat32> weights) {
    Operand<TFloat32> counted =
        loss.mask(tf, labels)
            .<Operand<TFloat32>>map(mask -> tf.math.mul(weights, mask))
            .orElse(weights);
    return super.sums(tf, labels, predictions, counted);
  }

  @Override
  Operand<TFloat32> values(Ops tf, Operand<? extends TType> labels, Operand<TFloat32> predictions) {
    return loss.values(
        tf,
        loss.labels() == Loss.Labels.CLASSES ? labels : new Truth(tf, labels, predictions).values(),
        predictions);
  }

  @Override
  public double result(double[] sums) {
    return told.of(super.result(sums));
  }
}
