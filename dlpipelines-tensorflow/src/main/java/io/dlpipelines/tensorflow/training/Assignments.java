package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.Placeholders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** For each variable of a program an operation that gives it a value from outside. */
final class Assignments {
  private final Ops tf;
  private final List<ProgramVariable> variables = new ArrayList<>();

  Assignments(Ops tf) {
    this.tf = tf;
  }

  /** Those that were added. */
  List<ProgramVariable> variables() {
    return variables;
  }

  /** All variables of a training graph. */
  void addAll(Variables added) {
    added
        .entries()
        .values()
        .forEach(
            entry -> {
              Variable variable = entry.variable();
              add(
                  variable.name(),
                  Dtype.FLOAT32,
                  variable.shape(),
                  entry.initial(),
                  variable.handle(),
                  variable.value());
            });
  }

  /**
   * Another variable.
   *
   * @param initial empty if its first values are given from outside
   * @param variable its handle or reference
   * @param value reads it
   */
  void add(
      String name,
      Dtype dtype,
      Shape shape,
      Optional<Float> initial,
      Operand<? extends TType> variable,
      Operand<?> value) {
    String number = Integer.toString(variables.size());
    String placeholder = "values/" + number;
    String assignment = "assign_" + number;
    Operand<? extends TType> given = Placeholders.add(tf, placeholder, shape, dtype);
    if (variable.asOutput().dataType() == DataType.DT_RESOURCE) {
      tf.withName(assignment).assignVariableOp(variable, given);
    } else {
      tf.withName(assignment).assign(untyped(variable), untyped(given));
    }
    variables.add(
        new ProgramVariable(
            name,
            dtype,
            sizes(shape),
            initial.isEmpty(),
            initial.orElse(0f),
            GraphTensors.name(value),
            placeholder,
            assignment));
  }

  private static List<Long> sizes(Shape shape) {
    List<Long> sizes = new ArrayList<>();
    for (long size : shape.asArray()) {
      sizes.add(size);
    }
    return sizes;
  }

  @SuppressWarnings("unchecked")
  private static Operand<TType> untyped(Operand<? extends TType> operand) {
    return (Operand<TType>) operand;
  }
}
