package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.loss.Head;
import java.io.Serializable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The part of predictions that are right. */
final class Accuracy extends MeanMetric {
  private final Head head;
  private final Hits hits;

  /** What is right: 1, or 0, or what part of it, {@code [batch, ...]}. */
  @FunctionalInterface
  interface Hits extends Serializable {
    Operand<TFloat32> of(Ops tf, Truth truth);
  }

  Accuracy(String name, Head head, Hits hits) {
    super(name);
    this.head = head;
    this.hits = hits;
  }

  @Override
  public boolean isLargerBetter() {
    return true;
  }

  @Override
  public void requireFits(TensorSpec output, Loss.Labels labels) {
    head.require(name(), output);
  }

  @Override
  Operand<TFloat32> values(Ops tf, Operand<? extends TType> labels, Operand<TFloat32> predictions) {
    return hits.of(tf, new Truth(tf, labels, predictions));
  }
}
