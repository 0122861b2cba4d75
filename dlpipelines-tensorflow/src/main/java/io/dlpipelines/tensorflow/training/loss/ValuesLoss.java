package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.OutputActivation;
import io.dlpipelines.tensorflow.training.TargetRange;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** A formula of labels that look as predictions do. */
record ValuesLoss(
    String name, Head head, ActivationNeed activations, TargetNeed needed, Formula formula)
    implements Loss {

  /** A loss without settings. */
  static Choice<Loss> choice(Head head, Formula formula) {
    return choice(head, TargetNeed.NONE, formula);
  }

  /** A loss without settings that takes some targets only. */
  static Choice<Loss> choice(Head head, TargetNeed targets, Formula formula) {
    return (name, settings) -> new ValuesLoss(name, head, ActivationNeed.NONE, targets, formula);
  }

  @Override
  public Labels labels() {
    return Labels.VALUES;
  }

  @Override
  public void requireFits(TensorSpec output) {
    head.require(name, output);
  }

  @Override
  public Optional<String> findMisfit(OutputActivation activation) {
    return activations.findMisfit(name, activation);
  }

  @Override
  public Optional<TargetRange> targets() {
    return needed.range(name);
  }

  @Override
  public Operand<TFloat32> values(
      Ops tf, Operand<? extends TType> labels, Operand<TFloat32> predictions) {
    return formula.apply(tf, tf.dtypes.cast(labels, TFloat32.class), predictions);
  }
}
