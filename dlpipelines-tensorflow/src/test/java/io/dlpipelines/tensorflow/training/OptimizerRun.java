package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.network.Constraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** An optimizer that changes variables with gradients that are given. */
final class OptimizerRun implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;
  private final Variables variables;
  private final Operand<TFloat32> learningRate;
  private final Operand<TFloat32> step;
  private final List<Variable> trained = new ArrayList<>();
  private final List<Operand<TFloat32>> gradients = new ArrayList<>();
  private final Op train;

  OptimizerRun(Optimizer optimizer, List<Shape> shapes, List<float[]> initial) {
    this(optimizer, Optional.empty(), shapes, initial);
  }

  OptimizerRun(
      Optimizer optimizer,
      Optional<Constraint> constraint,
      List<Shape> shapes,
      List<float[]> initial) {
    Ops tf = Ops.create(graph);
    variables = new Variables(tf);
    learningRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    step = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    List<Op> updates = new ArrayList<>();
    List<Op> starts = new ArrayList<>();
    for (int index = 0; index < shapes.size(); index++) {
      Shape shape = shapes.get(index);
      Variable variable = variables.add("weight" + index, shape);
      trained.add(variable);
      gradients.add(tf.placeholder(TFloat32.class, Placeholder.shape(shape)));
      starts.add(
          tf.assignVariableOp(
              variable.handle(), tf.constant(shape, DataBuffers.of(initial.get(index)))));
      VariableStep change =
          new VariableStep(variables, tf, variable, gradients.get(index), learningRate, step);
      optimizer.update(change);
      constraint.ifPresent(change::constrain);
      updates.addAll(change.updates());
    }
    variables
        .entries()
        .values()
        .forEach(
            entry ->
                entry
                    .initial()
                    .ifPresent(
                        value ->
                            starts.add(
                                tf.assignVariableOp(
                                    entry.variable().handle(),
                                    tf.fill(
                                        tf.constant(entry.variable().shape()),
                                        tf.constant(value))))));
    train = tf.withControlDependencies(updates).noOp();
    Op start = tf.withControlDependencies(starts).noOp();
    session = new Session(graph);
    session.runner().addTarget(start).run().close();
  }

  /** One step; what the variables were when it began. */
  List<float[]> step(int number, double rate, List<float[]> given) {
    Session.Runner runner = session.runner().addTarget(train);
    List<TFloat32> fed = new ArrayList<>();
    for (int index = 0; index < given.size(); index++) {
      TFloat32 gradient =
          TFloat32.tensorOf(
              trained.get(index).shape(), DataBuffers.of(given.get(index), true, false));
      fed.add(gradient);
      runner.feed(gradients.get(index), gradient);
    }
    fed.add(TFloat32.scalarOf((float) rate));
    runner.feed(learningRate, fed.get(fed.size() - 1));
    fed.add(TFloat32.scalarOf(number));
    runner.feed(step, fed.get(fed.size() - 1));
    try {
      return values(runner);
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  List<float[]> values() {
    return values(session.runner());
  }

  private List<float[]> values(Session.Runner runner) {
    trained.forEach(variable -> runner.fetch(variable.value()));
    List<float[]> all = new ArrayList<>();
    try (var result = runner.run()) {
      result.forEach(
          each -> {
            float[] values = new float[(int) ((TFloat32) each.getValue()).size()];
            ((TFloat32) each.getValue()).asRawTensor().data().asFloats().read(values);
            all.add(values);
          });
    }
    return all;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
