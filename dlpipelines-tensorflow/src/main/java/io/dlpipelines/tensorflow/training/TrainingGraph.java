package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.Trace;
import io.dlpipelines.tensorflow.keras.network.Value;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.runtime.Gradients;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.NoGradientException;
import io.dlpipelines.tensorflow.runtime.Placeholders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Writes a network, its loss, the gradients and the optimizer into one graph, and beside it the
 * network as it scores, with the same variables.
 */
final class TrainingGraph {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingGraph.class);

  private final WeightedNetwork network;
  private final List<NetworkInput> networkInputs;
  private final TrainingObjective objective;
  private final Precision precision;
  private final Ops tf;
  private final Variables variables;
  private final List<TensorSpec> inputs = new ArrayList<>();
  private final List<Value> given = new ArrayList<>();
  private final List<Operand<? extends TType>> labels = new ArrayList<>();
  private final List<Operand<TInt32>> labelClasses = new ArrayList<>();
  private final Assignments assignments;
  private final List<Integer> sizes = new ArrayList<>();
  private final List<FeedExpectation> expectations = new ArrayList<>();
  private final List<Operand<? extends TType>> fedInputs = new ArrayList<>();
  private List<ProgramGradient> gradients = List.of();

  private TrainingGraph(
      WeightedNetwork network,
      List<NetworkInput> networkInputs,
      TrainingObjective objective,
      Precision precision,
      Ops tf) {
    this.network = network;
    this.networkInputs = networkInputs;
    this.objective = objective;
    this.tf = tf;
    variables = new Variables(tf);
    this.precision = precision;
    assignments = new Assignments(tf);
  }

  /**
   * Writes the graph.
   *
   * @throws IllegalArgumentException if there is nothing to train, or an operation has no gradient
   */
  static TrainingProgram of(
      WeightedNetwork network,
      List<NetworkInput> inputs,
      TrainingObjective objective,
      Precision precision) {
    TrainingGraph[] written = new TrainingGraph[1];
    GraphDef graph =
        GraphTensors.build(
            tf -> {
              written[0] = new TrainingGraph(network, inputs, objective, precision, tf);
              written[0].write();
            });
    return new TrainingProgram(
            graph.toByteArray(),
            written[0].inputs,
            written[0].assignments.variables(),
            written[0].gradients,
            written[0].metricSums(),
            written[0].expectations)
        .in(precision);
  }

  private void write() {
    for (NetworkInput input : networkInputs) {
      Operand<? extends TType> fed = feed("inputs/" + inputs.size(), input.dtype(), input.cell());
      fedInputs.add(fed);
      given.add(Value.of(input.preparation().apply(tf.withSubScope("prepared"), fed)));
    }
    Operand<TInt64> step =
        Placeholders.add(tf, TrainingProgram.STEP, Shape.scalar(), Dtype.INT64)
            .asOutput()
            .expect(TInt64.class);
    Operand<TFloat32> learningRate =
        floats(Placeholders.add(tf, TrainingProgram.LEARNING_RATE, Shape.scalar(), Dtype.FLOAT32));
    Trace training = trace(true, Optional.of(step));
    List<Value> predictions = network.network().call(training, given);
    requireTrainable(predictions);
    addExpectations(predictions);
    addLabels(predictions);
    Optional<Operand<TFloat32>> rowWeights =
        objective.rowWeights()
            ? Optional.of(floats(feed("weights", Dtype.FLOAT32, TensorShape.of())))
            : Optional.empty();

    BatchLoss loss = new BatchLoss(tf, objective, labels, labelClasses, rowWeights);
    List<Operand<TFloat32>> means = loss.means(predictions, true);
    Operand<TFloat32> total = penalized(loss.total(means), training);
    Operand<TFloat64> sums = addSums(TrainingProgram.TRAIN_SUMS, loss, total, means, predictions);
    Descent descent = new Descent(objective.optimizer(), objective.clipping(), learningRate, step);
    addStep(training, total, sums, descent);

    Trace scoring = trace(false, Optional.empty()).withPenalties();
    List<Value> scored = network.network().call(scoring, given);
    List<Operand<TFloat32>> scoredMeans = loss.means(scored, false);
    Operand<TFloat32> scoredTotal = penalized(loss.total(scoredMeans), scoring);
    addSums(TrainingProgram.EVALUATE_SUMS, loss, scoredTotal, scoredMeans, scored);
    assignments.addAll(variables);
  }

  private void requireTrainable(List<Value> predictions) {
    for (int index = 0; index < predictions.size(); index++) {
      new OutputChecks(
              network.graph().outputs().get(index).name(), objective.outputs().get(index).loss())
          .require(predictions.get(index));
    }
  }

  private void addExpectations(List<Value> predictions) {
    fedInputs.forEach(fed -> expectations.add(FeedExpectation.features(WeightProducts.take(fed))));
    for (int index = 0; index < predictions.size(); index++) {
      expectations.add(
          new OutputChecks(
                  network.graph().outputs().get(index).name(),
                  objective.outputs().get(index).loss())
              .targets(predictions.get(index)));
    }
  }

  private Operand<TFloat32> penalized(Operand<TFloat32> loss, Trace trace) {
    Operand<TFloat32> total = loss;
    for (Operand<TFloat32> penalty : trace.penalties()) {
      total = tf.math.add(total, penalty);
    }
    return total;
  }

  private Trace trace(boolean training, Optional<Operand<TInt64>> step) {
    return new Trace(tf, training, objective.seed(), step, (ops, weight) -> value(weight));
  }

  private Operand<TFloat32> value(WeightSpec weight) {
    Variables.Entry known = variables.entries().get(weight.key());
    return known == null
        ? variables.add(weight.key(), shape(weight)).value()
        : known.variable().value();
  }

  private static Shape shape(WeightSpec weight) {
    return Shape.of(weight.shape().stream().mapToLong(Long::longValue).toArray());
  }

  private void addLabels(List<Value> predictions) {
    for (int index = 0; index < predictions.size(); index++) {
      long[] sizes = predictions.get(index).shape().asArray();
      boolean classes = objective.outputs().get(index).loss().labels() == Loss.Labels.CLASSES;
      boolean given = classes || objective.classLabels();
      TensorShape cell =
          TensorShape.of(Arrays.copyOfRange(sizes, 1, sizes.length - (given ? 1 : 0)));
      Operand<? extends TType> fed =
          feed("labels/" + index, given ? Dtype.INT32 : Dtype.FLOAT32, cell);
      labels.add(given && !classes ? values(fed, sizes[sizes.length - 1]) : fed);
      if (given) {
        labelClasses.add(fed.asOutput().expect(TInt32.class));
      }
    }
  }

  /** Classes as the values that a network of so many units should give. */
  private Operand<TFloat32> values(Operand<? extends TType> classes, long units) {
    Operand<TInt32> whole = classes.asOutput().expect(TInt32.class);
    return units == 1
        ? tf.expandDims(tf.dtypes.cast(whole, TFloat32.class), tf.constant(-1))
        : tf.oneHot(whole, tf.constant((int) units), tf.constant(1f), tf.constant(0f));
  }

  private void addStep(
      Trace training, Operand<TFloat32> total, Operand<TFloat64> sums, Descent descent) {
    Network architecture = network.network();
    List<Variable> trained =
        training.weights().stream().filter(architecture::trains).map(this::variable).toList();
    if (trained.isEmpty()) {
      throw new IllegalArgumentException(
          "Model [%s] has no weight to train: all its layers are frozen, or have none."
              .formatted(architecture.name()));
    }
    StepGraph step = new StepGraph(variables, descent, precision);
    List<Optional<Operand<TFloat32>>> found =
        gradients(training, step.differentiated(total), trained);
    List<Variable> changed = new ArrayList<>();
    List<Operand<TFloat32>> derived = new ArrayList<>();
    for (int index = 0; index < trained.size(); index++) {
      if (found.get(index).isPresent()) {
        changed.add(trained.get(index));
        derived.add(found.get(index).get());
      }
    }
    requireChange(trained, changed);
    Map<Variable, Operand<TFloat32>> layers = new LinkedHashMap<>();
    training
        .updates()
        .forEach((key, value) -> layers.put(variables.entries().get(key).variable(), value));
    gradients = step.write(changed, derived, training.constraints(), List.of(sums), layers);
  }

  private Variable variable(WeightSpec weight) {
    return variables.entries().get(weight.key()).variable();
  }

  private List<Optional<Operand<TFloat32>>> gradients(
      Trace training, Operand<TFloat32> total, List<Variable> trained) {
    try {
      return Gradients.find(tf, total, trained.stream().map(Variable::value).toList());
    } catch (NoGradientException missing) {
      throw OperationOwner.find(training, missing.operation())
          .<IllegalArgumentException>map(
              layer ->
                  new IllegalArgumentException(
                      "Layer [%s] of model [%s] cannot be trained through: TensorFlow has no gradient of its operation %s, or a wrong one for what it is set to. Set trainableLayers to layers after it."
                          .formatted(layer, network.network().name(), missing.type()),
                      missing))
          .orElse(missing);
    }
  }

  /** As in Keras, weights that the loss does not change with stay as they are. */
  private void requireChange(List<Variable> trained, List<Variable> changed) {
    List<String> others =
        trained.stream().filter(each -> !changed.contains(each)).map(Variable::name).toList();
    if (changed.isEmpty()) {
      throw new IllegalArgumentException(
          "The loss of model [%s] changes with none of the weights %s, or by steps alone."
              .formatted(network.network().name(), others));
    }
    if (!others.isEmpty()) {
      LOG.warn(
          "Model [{}]: the loss does not change with {}, or by steps alone, so that they stay as"
              + " they are.",
          network.network().name(),
          others);
    }
  }

  private Operand<? extends TType> feed(String name, Dtype dtype, TensorShape cell) {
    long[] sizes = cell.toArray();
    long[] shape = new long[sizes.length + 1];
    shape[0] = Shape.UNKNOWN_SIZE;
    System.arraycopy(sizes, 0, shape, 1, sizes.length);
    Operand<? extends TType> fed = Placeholders.add(tf, name, Shape.of(shape), dtype);
    inputs.add(new TensorSpec(GraphTensors.name(fed), dtype, cell));
    return fed;
  }

  private Operand<TFloat64> addSums(
      String name,
      BatchLoss loss,
      Operand<TFloat32> total,
      List<Operand<TFloat32>> means,
      List<Value> predictions) {
    List<Operand<TFloat64>> sums = new ArrayList<>();
    sums.add(loss.lossSum(total));
    if (means.size() > 1) {
      means.forEach(mean -> sums.add(loss.lossSum(mean)));
    }
    sizes.clear();
    for (int index = 0; index < predictions.size(); index++) {
      for (Metric metric : objective.outputs().get(index).metrics()) {
        Operand<TFloat64> own = loss.sums(metric, predictions.get(index), index);
        sizes.add(Math.toIntExact(own.shape().size()));
        sums.add(own);
      }
    }
    return sums.size() == 1
        ? tf.withName(name).identity(sums.get(0))
        : tf.withName(name).concat(sums, tf.constant(0));
  }

  /** Outputs are told apart by their names where there are several, as in Keras. */
  private MetricSums metricSums() {
    List<String> losses = new ArrayList<>(List.of("loss"));
    List<String> names = new ArrayList<>();
    List<Metric> metrics = new ArrayList<>();
    boolean several = objective.outputs().size() > 1;
    for (int index = 0; index < objective.outputs().size(); index++) {
      String prefix = several ? network.graph().outputs().get(index).name() + "_" : "";
      if (several) {
        losses.add(prefix + "loss");
      }
      for (Metric metric : objective.outputs().get(index).metrics()) {
        names.add(prefix + metric.name());
        metrics.add(metric);
      }
    }
    return new MetricSums(losses, names, metrics, List.copyOf(sizes));
  }

  private static Operand<TFloat32> floats(Operand<? extends TType> tensor) {
    return tensor.asOutput().expect(TFloat32.class);
  }
}
