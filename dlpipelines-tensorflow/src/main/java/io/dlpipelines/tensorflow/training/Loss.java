package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.TensorSpec;
import java.io.Serializable;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** How wrong predictions are. Implementations are immutable and may be used in many graphs. */
public interface Loss extends Serializable {

  /** What labels look like beside predictions of shape {@code [batch, ..., units]}. */
  enum Labels {
    /** Numbers of classes: int32, {@code [batch, ...]}, without the last axis. */
    CLASSES,
    /** Values: float32, as predictions are. */
    VALUES
  }

  /**
   * What labels it takes.
   *
   * @return the form
   */
  Labels labels();

  /**
   * Refuses an output that the loss cannot train.
   *
   * @param output the output, named as the user knows it, {@code [batch, ..., units]}
   * @throws IllegalArgumentException if it does not fit, saying what would
   */
  void requireFits(TensorSpec output);

  /**
   * Why outputs with an activation cannot be trained.
   *
   * @param activation what the output ends with
   * @return what the loss takes instead and what to do; empty if the activation fits
   */
  default Optional<String> findMisfit(OutputActivation activation) {
    return Optional.empty();
  }

  /**
   * The targets that it can be trained on.
   *
   * @return empty for any numbers, and for classes
   */
  default Optional<TargetRange> targets() {
    return Optional.empty();
  }

  /**
   * Adds the loss of each prediction, before weights and before the mean over the batch.
   *
   * @param tf the graph
   * @param labels int32 or float32, as {@link #labels} says
   * @param predictions {@code [batch, ..., units]}
   * @return {@code [batch, ...]}, without the last axis
   */
  Operand<TFloat32> values(Ops tf, Operand<? extends TType> labels, Operand<TFloat32> predictions);

  /**
   * Adds which labels count. Those that do not are left out as masked predictions are: out of the
   * sum, and out of what it is divided by.
   *
   * @param tf the graph
   * @param labels as {@link #labels} says
   * @return 1 and 0, of the shape of {@link #values}; empty where all count
   */
  default Optional<Operand<TFloat32>> mask(Ops tf, Operand<? extends TType> labels) {
    return Optional.empty();
  }
}
