package io.dlpipelines.tensorflow.keras.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** One application of a layer in a graph: where its operations, weights and outputs go. */
public final class LayerCall {
  private final Trace trace;
  private final Ops tf;
  private final List<String> owner;
  private final Layer layer;
  private final CallArguments arguments;
  private final LayerMode mode;

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
   * Whether this call trains: the graph does, and the model was not told otherwise here.
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

  /**
   * The positional inputs.
   *
   * @return at least one, but for layers that take none
   */
  public List<Value> inputs() {
    return arguments.inputs();
  }

  /**
   * The only input.
   *
   * @return the input
   * @throws IllegalArgumentException if there are none or more
   */
  public Value input() {
    if (arguments.inputs().size() != 1) {
      throw layer
          .config()
          .invalid("it takes one input, and is given %d".formatted(arguments.inputs().size()));
    }
    return arguments.inputs().get(0);
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
   * Tensors that were passed by name.
   *
   * @param argument the name, such as {@code initial_state}
   * @return the tensors, empty if there are none
   */
  public List<Value> named(String argument) {
    return arguments.named().getOrDefault(argument, List.of());
  }

  /**
   * What was passed by name and is no tensor.
   *
   * @param argument the name
   * @return the value, empty if there is none
   */
  public Optional<JsonNode> constant(String argument) {
    return Optional.ofNullable(arguments.constants().get(argument)).filter(node -> !node.isNull());
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

  /** Calls the layer, and adds what its outputs cost. */
  List<Value> outputs() {
    List<Value> outputs = layer.call(this);
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
   * One output, of which the same timesteps count as of the first input.
   *
   * @param tensor the output
   * @return a list of it
   */
  public List<Value> masked(Operand<? extends TType> tensor) {
    return List.of(new Value(tensor, arguments.inputs().get(0).mask()));
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
   * What the layer is applied to.
   *
   * @return the tensors and other arguments
   */
  public CallArguments arguments() {
    return arguments;
  }
}
