package io.dlpipelines.tensorflow.keras.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** One application of a layer in a graph: where its operations, weights and outputs go. */
public final class LayerCall {
  static final String MASK = "mask";

  private final Trace trace;
  private final Ops tf;
  private final List<String> owner;
  private final Layer layer;
  private final CallArguments arguments;
  private final LayerMode mode;
  private BoundArguments bound;
  private boolean raw;

  LayerCall(
      Trace trace,
      Ops tf,
      List<String> owner,
      Layer layer,
      CallArguments arguments,
      LayerMode mode) {
    this.trace = trace;
    this.tf = tf;
    this.owner = owner;
    this.layer = layer;
    this.arguments = arguments;
    this.mode = mode;
  }

  /**
   * The graph.
   *
   * @return the operations
   */
  public Ops tf() {
    return tf;
  }

  /**
   * Whether the graph trains.
   *
   * @return true to drop, to add noise and to take moments of the batch
   */
  public boolean training() {
    return mode.training();
  }

  /**
   * Whether training changes the layer: neither it is frozen, nor what it is a part of.
   *
   * @return false for frozen layers, which normalize by what they have learned
   */
  public boolean trainable() {
    return mode.trainable();
  }

  private BoundArguments bound() {
    if (bound == null) {
      bound = new BoundArguments(tf, layer, arguments);
    }
    return bound;
  }

  /**
   * The tensors of the first argument: itself, or those of a list or of a dictionary in the order
   * of its keys.
   *
   * @return at least one, but for layers that take none
   */
  public List<Value> inputs() {
    return bound().inputs();
  }

  /** The elements of an argument that is a dictionary with these keys; empty if it is not. */
  Optional<List<Optional<Value>>> findAll(String name, List<String> keys) {
    return bound().findAll(name, keys);
  }

  /**
   * The only input.
   *
   * @return the input
   * @throws IllegalArgumentException if there are none or more
   */
  public Value input() {
    List<Value> inputs = inputs();
    if (inputs.size() != 1) {
      throw layer.config().invalid("it takes one input, and is given %d".formatted(inputs.size()));
    }
    return inputs.get(0);
  }

  /**
   * The only input as floats.
   *
   * @return the input, converted if it is of another type
   * @throws IllegalArgumentException if there are none or more
   */
  public Operand<TFloat32> floats() {
    return floats(input());
  }

  /**
   * A value as floats.
   *
   * @param value the value
   * @return its tensor, converted if it is of another type
   */
  public Operand<TFloat32> floats(Value value) {
    Operand<? extends TType> tensor = value.tensor();
    return tensor.type() == TFloat32.class
        ? tensor.asOutput().expect(TFloat32.class)
        : tf.dtypes.cast(tensor, TFloat32.class);
  }

  /**
   * The only input as floats.
   *
   * @param rank the number of axes that it must have, the batch's included
   * @return the input
   * @throws IllegalArgumentException if it has another rank, or there is not one input
   */
  public Operand<TFloat32> floats(int rank) {
    Shape shape = input().shape();
    if (shape.numDimensions() != rank) {
      throw layer
          .config()
          .invalid("it takes inputs of %d axes, and is given %s".formatted(rank, shape));
    }
    return floats();
  }

  /**
   * An argument that is a tensor or a constant array.
   *
   * @param name the argument's name
   * @return the tensor; empty if the argument is null or not given
   * @throws IllegalArgumentException if it is something else
   */
  public Optional<Value> find(String name) {
    return bound().find(name);
  }

  /**
   * An argument that is a list of tensors, a dictionary of them, or one tensor.
   *
   * @param name the argument's name
   * @return the elements, those that are null empty; an empty list if the argument is null or not
   *     given
   * @throws IllegalArgumentException if it is something else
   */
  public List<Optional<Value>> findAll(String name) {
    return bound().findAll(name);
  }

  /**
   * An argument that is a list of tensors of a rank, where one constant array of more axes stands
   * for a list of constants, as in files of Keras 2.
   *
   * @param name the argument's name
   * @param rank the number of axes of each
   * @return the elements, as {@link #findAll(String)} gives them
   */
  public List<Optional<Value>> findAll(String name, int rank) {
    List<Optional<Value>> all = findAll(name);
    if (all.size() != 1 || all.get(0).isEmpty()) {
      return all;
    }
    Operand<? extends TType> tensor = all.get(0).get().tensor();
    return tensor.shape().numDimensions() == rank + 1 && tensor.shape().get(0) > 0
        ? unstacked(tensor)
        : all;
  }

  private <T extends TType> List<Optional<Value>> unstacked(Operand<T> tensor) {
    List<Optional<Value>> all = new ArrayList<>();
    tf.unstack(tensor, tensor.shape().get(0)).forEach(each -> all.add(Optional.of(Value.of(each))));
    return all;
  }

  /**
   * An argument that is true or false.
   *
   * @param name the argument's name
   * @return false if the argument is null or not given
   * @throws IllegalArgumentException if it is something else
   */
  public boolean flag(String name) {
    return bound().flag(name);
  }

  /**
   * A tensor as a mask.
   *
   * @param value truth values, or numbers
   * @return true where the value is not zero
   */
  public Operand<TBool> mask(Value value) {
    return value.tensor().type() == TBool.class
        ? value.tensor().asOutput().expect(TBool.class)
        : tf.dtypes.cast(value.tensor(), TBool.class);
  }

  /**
   * The mask that the layer computes with: the argument {@code mask}; else, as in Keras, that of
   * the first input, if no other argument is a tensor.
   *
   * @return which timesteps count; empty where all do
   */
  public Optional<Operand<TBool>> mask() {
    return bound().has(MASK)
        ? find(MASK).map(this::mask)
        : bound().tensorCount() == 1 ? firstMask() : Optional.empty();
  }

  private Optional<Operand<TBool>> firstMask() {
    return inputs().stream().findFirst().flatMap(Value::mask);
  }

  /**
   * The mask of outputs with the timesteps of the first input: the argument {@code mask}, else the
   * first input's.
   *
   * @return which timesteps count; empty where all do
   */
  public Optional<Operand<TBool>> outputMask() {
    return bound().has(MASK) ? find(MASK).map(this::mask) : firstMask();
  }

  /**
   * An axis of the input, counted from 0.
   *
   * @param axis counted from 0, or back from -1
   * @return the axis
   * @throws IllegalArgumentException if there is no such axis
   */
  public int axis(int axis) {
    Shape shape = input().shape();
    int index = axis < 0 ? axis + shape.numDimensions() : axis;
    if (index < 0 || index >= shape.numDimensions()) {
      throw layer.config().invalid("its input %s has no axis %d".formatted(shape, axis));
    }
    return index;
  }

  /**
   * The size of an axis of the input that weights depend on.
   *
   * @param axis counted from 0, or back from -1
   * @return the size
   * @throws IllegalArgumentException if it is not known
   */
  public long size(int axis) {
    return size(input(), axis);
  }

  /**
   * The size of an axis that weights depend on.
   *
   * @param value the value
   * @param axis counted from 0, or back from -1
   * @return the size
   * @throws IllegalArgumentException if it is not known, or there is no such axis
   */
  public long size(Value value, int axis) {
    Shape shape = value.shape();
    int rank = shape.numDimensions();
    int index = axis < 0 ? axis + rank : axis;
    if (index < 0 || index >= rank || shape.get(index) < 0) {
      throw layer
          .config()
          .invalid("the size of axis %d of its input %s is not known".formatted(axis, shape));
    }
    return shape.get(index);
  }

  /**
   * A weight of the layer, trainable unless the layer is frozen.
   *
   * @param name Keras's name, such as {@code kernel}
   * @param initializer what gives its first values
   * @param shape its sizes
   * @return its tensor, the same one at each call of the layer
   */
  public Operand<TFloat32> weight(String name, Initializer initializer, long... shape) {
    return weight(name, initializer, true, shape);
  }

  /**
   * A weight of the layer that gradients do not change.
   *
   * @param name Keras's name, such as {@code moving_mean}
   * @param initializer what gives its first values
   * @param shape its sizes
   * @return its tensor, the same one at each call of the layer
   */
  public Operand<TFloat32> state(String name, Initializer initializer, long... shape) {
    return weight(name, initializer, false, shape);
  }

  private Operand<TFloat32> weight(
      String name, Initializer initializer, boolean trainable, long... shape) {
    return trace.weight(
        new WeightSpec(owner, name, Arrays.stream(shape).boxed().toList(), initializer, trainable),
        layer.config());
  }

  /**
   * The shape of a weight that this layer has asked for.
   *
   * @param name its name
   * @return the sizes of its axes, empty if the layer asked for no such weight
   */
  public Optional<List<Long>> findWeightShape(String name) {
    return trace.weights().stream()
        .filter(weight -> weight.owner().equals(owner) && weight.name().equals(name))
        .findFirst()
        .map(WeightSpec::shape);
  }

  /**
   * Says what a weight becomes after a step of training.
   *
   * @param name its name
   * @param value its next value
   */
  public void update(String name, Operand<TFloat32> value) {
    trace.update(String.join("/", owner) + "/" + name, value);
  }

  /**
   * Numbers that are evenly distributed, other ones at each step of training.
   *
   * @param shape its sizes
   * @return numbers of at least 0 and less than 1
   */
  public Operand<TFloat32> uniform(Operand<TInt32> shape) {
    return tf.stopGradient(tf.random.statelessRandomUniform(shape, trace.nextSeed(tf)));
  }

  /**
   * Numbers that are normally distributed, other ones at each step of training.
   *
   * @param shape its sizes
   * @return numbers of mean 0 and variance 1
   */
  public Operand<TFloat32> normal(Operand<TInt32> shape) {
    return tf.stopGradient(tf.random.statelessRandomNormal(shape, trace.nextSeed(tf)));
  }

  /**
   * A whole number, another one at each step of training.
   *
   * @param bound what it is less than
   * @return a scalar of at least 0
   */
  public Operand<TInt32> integer(int bound) {
    return tf.random.statelessRandomUniformInt(
        tf.constant(new int[0]), trace.nextSeed(tf), tf.constant(0), tf.constant(bound));
  }

  /**
   * Applies a layer that is a part of this one.
   *
   * @param attribute the name that Keras has for the part, such as {@code forward_layer}
   * @param part the layer
   * @param inputs what it is applied to
   * @return its outputs
   */
  public List<Value> apply(String attribute, Layer part, List<Value> inputs) {
    return apply(attribute, part, CallArguments.of(inputs));
  }

  /**
   * Applies a layer that is a part of this one.
   *
   * @param attribute the name that Keras has for the part, such as {@code forward_layer}
   * @param part the layer
   * @param inputs what it is applied to
   * @return its outputs
   */
  public List<Value> apply(String attribute, Layer part, CallArguments inputs) {
    return part(attribute, part, inputs).outputs();
  }

  /**
   * Calls the layer without adding what its outputs cost.
   *
   * @return its outputs
   * @throws IllegalArgumentException if it cannot take its inputs, or does not read an argument
   */
  public List<Value> unpenalizedOutputs() {
    List<Value> outputs = layer.call(this);
    if (!raw) {
      bound().requireAllRead();
    }
    return outputs;
  }

  /**
   * Calls the layer, and adds what its outputs cost.
   *
   * @return its outputs
   */
  public List<Value> outputs() {
    List<Value> outputs = unpenalizedOutputs();
    if (trace.penalized()) {
      layer
          .activityRegularizer()
          .ifPresent(
              regularizer ->
                  outputs.forEach(output -> trace.penalize(penalty(regularizer, output))));
    }
    return outputs;
  }

  private Operand<TFloat32> penalty(Regularizer regularizer, Value output) {
    Operand<TFloat32> rows =
        tf.stopGradient(tf.dtypes.cast(output.sizes(tf).get(0), TFloat32.class));
    return tf.math.divNoNan(regularizer.penalty(tf, floats(output)), rows);
  }

  /**
   * The call of a layer that is a part of this one, to ask it for weights or apply it bit by bit.
   *
   * @param attribute the name that Keras has for the part, such as {@code cell}
   * @param part the layer
   * @param inputs what it is applied to
   * @return its call
   */
  public LayerCall part(String attribute, Layer part, CallArguments inputs) {
    List<String> path = new ArrayList<>(owner);
    path.add(attribute);
    return new LayerCall(trace, tf, path, part, inputs, mode.of(part));
  }

  /**
   * One output with the mask of the first input, or with the one that is given.
   *
   * @param tensor the output
   * @return a list of it
   */
  public List<Value> masked(Operand<? extends TType> tensor) {
    return List.of(new Value(tensor, outputMask()));
  }

  /**
   * One output, without a mask.
   *
   * @param tensor the output
   * @return a list of it
   */
  public List<Value> unmasked(Operand<? extends TType> tensor) {
    return List.of(Value.of(tensor));
  }

  LayerMode mode() {
    return mode;
  }

  Trace trace() {
    return trace;
  }

  List<String> owner() {
    return owner;
  }

  /**
   * The arguments as they were given, for operations, which read them by themselves.
   *
   * @return the tensors and other arguments
   */
  public CallArguments arguments() {
    raw = true;
    return arguments;
  }
}
