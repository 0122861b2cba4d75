package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.GraphVariable;
import io.dlpipelines.tensorflow.graph.TrainableGraph;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.runtime.Dtypes;
import io.dlpipelines.tensorflow.runtime.Gradients;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.ImportedGraph;
import io.dlpipelines.tensorflow.runtime.NoGradientException;
import io.dlpipelines.tensorflow.runtime.Placeholders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Writes into one graph what trains a graph that has a loss of its own. */
final class TensorTraining {
  private final TensorObjective objective;
  private final Precision precision;
  private final Ops tf;
  private final ImportedGraph graph;
  private final Variables kept;
  private final Assignments assignments;
  private final List<TensorSpec> inputs = new ArrayList<>();
  private List<ProgramGradient> gradients = List.of();

  private TensorTraining(TensorObjective objective, Precision precision, Ops tf) {
    this.objective = objective;
    this.precision = precision;
    this.tf = tf;
    graph = ImportedGraph.add(tf, objective.graph(), "graph");
    kept = new Variables(tf);
    assignments = new Assignments(tf);
  }

  /**
   * Writes the graph.
   *
   * @throws IllegalArgumentException if there is nothing to train, or an operation has no gradient
   */
  static TrainingProgram of(TensorObjective objective, Precision precision) {
    TensorTraining[] written = new TensorTraining[1];
    GraphDef definition =
        GraphTensors.build(
            tf -> {
              written[0] = new TensorTraining(objective, precision, tf);
              written[0].write();
            });
    List<String> means = new ArrayList<>(List.of("loss"));
    means.addAll(objective.metrics().keySet());
    return new TrainingProgram(
            definition.toByteArray(),
            written[0].inputs,
            written[0].assignments.variables(),
            written[0].gradients,
            new MetricSums(means, List.of(), List.of(), List.of()),
            List.of())
        .in(precision);
  }

  private void write() {
    objective
        .inputs()
        .forEach(
            input ->
                inputs.add(new TensorSpec(graph.name(input.name()), input.dtype(), input.shape())));
    Operand<TInt64> step =
        Placeholders.add(tf, TrainingProgram.STEP, Shape.scalar(), Dtype.INT64)
            .asOutput()
            .expect(TInt64.class);
    Operand<TFloat32> learningRate =
        floats(Placeholders.add(tf, TrainingProgram.LEARNING_RATE, Shape.scalar(), Dtype.FLOAT32));
    Optional<Operand<TFloat32>> weights = rowWeights();

    Operand<TFloat32> loss = mean(objective.loss(), weights);
    List<Operand<TFloat32>> means = new ArrayList<>(List.of(loss));
    objective.metrics().values().forEach(metric -> means.add(mean(metric, weights)));
    Operand<TFloat64> sums = sums(means);
    tf.withName(TrainingProgram.EVALUATE_SUMS).identity(sums);

    if (objective.update() instanceof TensorObjective.OptimizerUpdate made) {
      Descent descent = new Descent(made.optimizer(), made.clipping(), learningRate, step);
      gradients = descend(descent, made.trained(), loss, sums);
    } else {
      Op own = graph.target(((TensorObjective.OwnUpdate) objective.update()).operation());
      tf.withControlDependencies(own).withName(TrainingProgram.TRAIN).noOp();
    }
    addAssignments();
  }

  private Optional<Operand<TFloat32>> rowWeights() {
    if (!objective.rowWeights()) {
      return Optional.empty();
    }
    inputs.add(new TensorSpec("weights:0", Dtype.FLOAT32, TensorShape.of()));
    return Optional.of(
        floats(Placeholders.add(tf, "weights", Shape.of(Shape.UNKNOWN_SIZE), Dtype.FLOAT32)));
  }

  /** The mean over the batch; of what is one number for the batch, the number. */
  private Operand<TFloat32> mean(String tensor, Optional<Operand<TFloat32>> weights) {
    Operand<TFloat32> values = floats(graph.tensor(tensor));
    if (values.shape().numDimensions() == 0) {
      return values;
    }
    Operand<TFloat32> weighted = weights.isPresent() ? tf.math.mul(values, weights.get()) : values;
    return tf.math.mean(tf.reshape(weighted, tf.array(-1)), tf.constant(0));
  }

  private Operand<TFloat64> sums(List<Operand<TFloat32>> means) {
    Operand<? extends TType> first = untyped(graph.tensor(objective.inputs().get(0).name()));
    Operand<TFloat64> rows =
        tf.dtypes.cast(tf.shape.size(first, tf.constant(0), TInt32.class), TFloat64.class);
    Operand<TFloat64> each = tf.dtypes.cast(tf.stack(means), TFloat64.class);
    return tf.withName(TrainingProgram.TRAIN_SUMS).math.mul(each, rows);
  }

  private List<ProgramGradient> descend(
      Descent descent,
      Map<GraphVariable, String> trained,
      Operand<TFloat32> loss,
      Operand<TFloat64> sums) {
    List<Operand<?>> handles = new ArrayList<>();
    trained.values().forEach(handle -> handles.add(graph.tensor(handle + ":0")));
    List<Variable> variables = new ArrayList<>();
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    StepGraph step = new StepGraph(kept, descent, precision);
    List<Optional<Operand<TFloat32>>> found = gradients(step.differentiated(loss), handles);
    int index = 0;
    for (GraphVariable each : trained.keySet()) {
      if (found.get(index).isPresent()) {
        Operand<? extends TType> handle = untyped(handles.get(index));
        variables.add(
            new Variable(
                "trained/" + each.name(),
                Shape.of(each.shape().toArray()),
                handle,
                tf.readVariableOp(handle, TFloat32.class)));
        gradients.add(found.get(index).get());
      }
      index++;
    }
    if (variables.isEmpty()) {
      throw new IllegalArgumentException(
          "The loss [%s] does not change with any of the variables %s."
              .formatted(
                  objective.loss(), trained.keySet().stream().map(GraphVariable::name).toList()));
    }
    // The graph may read a variable anywhere; no kernel may change it before.
    return step.write(variables, gradients, Map.of(), List.of(sums), Map.of());
  }

  private List<Optional<Operand<TFloat32>>> gradients(
      Operand<TFloat32> loss, List<Operand<?>> handles) {
    try {
      return Gradients.find(tf, loss, handles);
    } catch (NoGradientException missing) {
      throw new NoGradientException(missing.type(), graph.ownName(missing.operation()));
    }
  }

  private void addAssignments() {
    for (GraphVariable variable : objective.variables()) {
      String operation = TrainableGraph.handle(objective.graph(), variable.name());
      Operand<? extends TType> handle = untyped(graph.tensor(operation + ":0"));
      assignments.add(
          variable.name(),
          variable.dtype(),
          Shape.of(variable.shape().toArray()),
          Optional.empty(),
          handle,
          read(variable, handle));
    }
    assignments.addAll(kept);
  }

  private Operand<?> read(GraphVariable variable, Operand<?> handle) {
    return handle.asOutput().dataType() == DataType.DT_RESOURCE
        ? tf.scope()
            .env()
            .opBuilder("ReadVariableOp", tf.scope().makeOpName("Read"), tf.scope())
            .addInput(handle.asOutput())
            .setAttr("dtype", Dtypes.toProto(variable.dtype()))
            .build()
            .output(0)
        : handle;
  }

  @SuppressWarnings("unchecked")
  private static Operand<? extends TType> untyped(Operand<?> tensor) {
    return (Operand<? extends TType>) tensor;
  }

  private Operand<TFloat32> floats(Operand<?> tensor) {
    Operand<? extends TType> any = untyped(tensor);
    return any.type() == TFloat32.class
        ? any.asOutput().expect(TFloat32.class)
        : tf.dtypes.cast(any, TFloat32.class);
  }
}
