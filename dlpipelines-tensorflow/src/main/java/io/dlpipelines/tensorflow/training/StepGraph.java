package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensorflow.keras.network.Constraint;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.Placeholders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Writes what a step changes, twice: by the gradients of a batch, and by gradients that are fed. By
 * those of a batch no variable changes before all of them are there. So a step that runs out of
 * memory on the way to them has changed nothing, and can be made again of parts.
 */
final class StepGraph {
  private final Ops tf;
  private final Variables kept;
  private final Descent descent;
  private final Optional<LossScale> scale;

  /**
   * What gradients change variables by.
   *
   * @param gradients of the loss itself
   * @param ops where operations are added that change variables
   * @param others what else changes with them
   */
  record Changes(List<Operand<TFloat32>> gradients, Ops ops, List<Op> others) {}

  StepGraph(Variables kept, Descent descent, Precision precision) {
    tf = kept.tf();
    this.kept = kept;
    this.descent = descent;
    scale = LossScale.of(precision, kept);
  }

  /** What gradients are to be found of. */
  Operand<TFloat32> differentiated(Operand<TFloat32> loss) {
    return scale.isPresent() ? scale.get().scaled(loss) : loss;
  }

  /**
   * Writes the step.
   *
   * @param trained the variables that gradients change
   * @param gradients one for each
   * @param constraints what values are allowed, by name of the variable
   * @param read what is computed of the variables besides, as they are before the step
   * @param layers variables that layers change, with their next values
   * @return the gradients
   */
  List<ProgramGradient> write(
      List<Variable> trained,
      List<Operand<TFloat32>> gradients,
      Map<String, Constraint> constraints,
      List<? extends Op> read,
      Map<Variable, Operand<TFloat32>> layers) {
    List<Op> before = new ArrayList<>(read);
    before.addAll(gradients);
    before.addAll(layers.values());
    Ops after = tf.withControlDependencies(begin(before));
    Changes own =
        changes(after, gradients.stream().<Operand<TFloat32>>map(after::identity).toList());
    List<Op> layered = new ArrayList<>();
    layers.forEach(
        (variable, value) -> layered.add(own.ops().assignVariableOp(variable.handle(), value)));
    List<Op> all = updates(own, trained, constraints);
    all.add(group(layered, TrainingProgram.UPDATE_LAYERS));
    group(all, TrainingProgram.TRAIN);

    List<Operand<TFloat32>> given = new ArrayList<>();
    List<ProgramGradient> named = new ArrayList<>();
    for (int index = 0; index < gradients.size(); index++) {
      given.add(given(index, trained.get(index).shape()));
      named.add(
          new ProgramGradient(
              GraphTensors.name(gradients.get(index)), GraphTensors.name(given.get(index))));
    }
    group(updates(changes(tf, given), trained, constraints), TrainingProgram.UPDATE);
    return named;
  }

  private Op begin(List<Op> before) {
    Variable begun = kept.add(TrainingProgram.BEGUN, Shape.scalar(), 0);
    Operand<TFloat32> number = tf.dtypes.cast(descent.step(), TFloat32.class);
    return tf.withControlDependencies(before).assignVariableOp(begun.handle(), number);
  }

  private Operand<TFloat32> given(int index, Shape shape) {
    return Placeholders.add(tf, "given_gradients/" + index, shape, Dtype.FLOAT32)
        .asOutput()
        .expect(TFloat32.class);
  }

  private Changes changes(Ops ops, List<Operand<TFloat32>> gradients) {
    return scale.isPresent()
        ? scale.get().changes(gradients)
        : new Changes(gradients, ops, List.of());
  }

  private List<Op> updates(
      Changes changes, List<Variable> trained, Map<String, Constraint> constraints) {
    List<Op> updates =
        new ArrayList<>(
            descent.updates(kept, changes.ops(), trained, changes.gradients(), constraints));
    updates.addAll(changes.others());
    return updates;
  }

  private Op group(List<Op> operations, String name) {
    return tf.withControlDependencies(operations).withName(name).noOp();
  }
}
