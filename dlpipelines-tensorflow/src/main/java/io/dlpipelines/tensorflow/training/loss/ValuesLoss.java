package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.training.Loss;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** A formula of labels that look as predictions do. */
record ValuesLoss(String name, Head head, Formula formula) implements Loss {

  /** A loss without settings. */
  static Choice<Loss> choice(Head head, Formula formula) {
    return (name, settings) -> new ValuesLoss(name, head, formula);
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
  public Operand<TFloat32> values(
      Ops tf, Operand<? extends TType> labels, Operand<TFloat32> predictions) {
    return formula.apply(tf, tf.dtypes.cast(labels, TFloat32.class), predictions);
  }
}
