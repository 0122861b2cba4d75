package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.network.Constraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * One step down the gradients.
 *
 * @param optimizer what changes the variables
 * @param clipping what becomes of the gradients first
 * @param learningRate how far it goes
 * @param step its number, 1 at the first step
 */
record Descent(
    Optimizer optimizer,
    GradientClipping clipping,
    Operand<TFloat32> learningRate,
    Operand<TInt64> step) {

  /**
   * Adds the operations that change variables.
   *
   * @param kept where the optimizer keeps what it needs
   * @param tf where they are added
   * @param trained the variables
   * @param gradients one for each
   * @param constraints what values are allowed, by name of the variable
   * @return the operations
   */
  List<Op> updates(
      Variables kept,
      Ops tf,
      List<Variable> trained,
      List<Operand<TFloat32>> gradients,
      Map<String, Constraint> constraints) {
    List<Operand<TFloat32>> clipped = clipping.clip(tf, gradients);
    Operand<TFloat32> number = tf.dtypes.cast(step, TFloat32.class);
    List<Op> updates = new ArrayList<>();
    for (int index = 0; index < trained.size(); index++) {
      VariableStep change =
          new VariableStep(kept, tf, trained.get(index), clipped.get(index), learningRate, number);
      optimizer.update(change);
      Constraint constraint = constraints.get(trained.get(index).name());
      if (constraint != null) {
        change.constrain(constraint);
      }
      updates.addAll(change.updates());
    }
    return updates;
  }
}
