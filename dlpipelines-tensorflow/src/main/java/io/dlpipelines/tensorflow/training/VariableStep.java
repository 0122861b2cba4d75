package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.network.Constraint;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** One step of one variable: what an optimizer reads, keeps and changes. */
public final class VariableStep {
  private final Variables variables;
  private final Ops tf;
  private final Variable variable;
  private final Operand<TFloat32> gradient;
  private final Operand<TFloat32> learningRate;
  private final Operand<TFloat32> step;
  private final List<Op> updates;

  VariableStep(
      Variables variables,
      Ops tf,
      Variable variable,
      Operand<TFloat32> gradient,
      Operand<TFloat32> learningRate,
      Operand<TFloat32> step) {
    this(
        variables,
        tf,
        variable,
        // Kernels change variables in place, which must wait until the value was read.
        variables.tf().withControlDependencies(variable.value()).identity(gradient),
        learningRate,
        step,
        new ArrayList<>());
  }

  private VariableStep(
      Variables variables,
      Ops tf,
      Variable variable,
      Operand<TFloat32> gradient,
      Operand<TFloat32> learningRate,
      Operand<TFloat32> step,
      List<Op> updates) {
    this.variables = variables;
    this.tf = tf;
    this.variable = variable;
    this.gradient = gradient;
    this.learningRate = learningRate;
    this.step = step;
    this.updates = updates;
  }

  /**
   * The rest of the step, where the variable is given a value first.
   *
   * @param value what the variable is before the rest
   * @return a step whose operations wait for the value
   */
  public VariableStep after(Operand<TFloat32> value) {
    Op assigned = tf.assignVariableOp(variable.handle(), value);
    run(assigned);
    return new VariableStep(
        variables,
        tf.withControlDependencies(assigned),
        new Variable(variable.name(), variable.shape(), variable.handle(), value),
        gradient,
        learningRate,
        step,
        updates);
  }

  /**
   * The graph.
   *
   * @return its operations
   */
  public Ops tf() {
    return tf;
  }

  /**
   * A number in the graph.
   *
   * @param value the number
   * @return a scalar
   */
  public Operand<TFloat32> number(double value) {
    return tf.constant((float) value);
  }

  /**
   * The variable that is trained.
   *
   * @return its handle and its value before the step
   */
  public Variable variable() {
    return variable;
  }

  /**
   * The gradient of the loss, clipped and with weight decay as the training says.
   *
   * @return of the variable's shape
   */
  public Operand<TFloat32> gradient() {
    return gradient;
  }

  /**
   * The learning rate of this step.
   *
   * @return a scalar
   */
  public Operand<TFloat32> learningRate() {
    return learningRate;
  }

  /**
   * The number of the step.
   *
   * @return a scalar, 1 at the first step
   */
  public Operand<TFloat32> step() {
    return step;
  }

  /**
   * A variable that the optimizer keeps beside this one, of the same shape.
   *
   * @param name what it is, such as {@code momentum}
   * @param initial its first values
   * @return the variable
   */
  public Variable slot(String name, float initial) {
    return slot(name, initial, variable.shape());
  }

  /**
   * A number that the optimizer keeps beside this variable.
   *
   * @param name what it is
   * @param initial its first value
   * @return the variable, a scalar
   */
  public Variable scalarSlot(String name, float initial) {
    return slot(name, initial, Shape.scalar());
  }

  private Variable slot(String name, float initial, Shape shape) {
    return variables.getOrAdd(variable.name() + "/" + name, shape, initial);
  }

  /**
   * Makes an operation part of the step.
   *
   * @param update an operation that changes variables
   */
  public void run(Op update) {
    updates.add(update);
  }

  /**
   * Gives a variable a value at the end of the step.
   *
   * @param target this variable or a slot
   * @param value its next value
   */
  public void assign(Variable target, Operand<TFloat32> value) {
    run(tf.assignVariableOp(target.handle(), value));
  }

  /** Makes the variable, as it is after all that is part of the step by now, what is allowed. */
  void constrain(Constraint constraint) {
    Ops after = tf.withControlDependencies(updates());
    Operand<TFloat32> changed = after.readVariableOp(variable.handle(), TFloat32.class);
    assign(variable, constraint.apply(tf, changed));
  }

  List<Op> updates() {
    return List.copyOf(updates);
  }
}
