package io.dlpipelines.tensorflow.keras.layer.recurrent;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.CallArguments;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** Applies a cell at one time after another of {@code [batch, time, ...]}. */
final class RecurrentLayer extends Layer {
  /** Beyond this, a loop scores as fast as steps of their own, and starts many times faster. */
  private static final int MOST_UNROLLED = 16;

  static final String INITIAL_STATE = "initial_state";

  private final Cell cell;
  private final boolean returnSequences;
  private final boolean returnState;
  private final boolean goBackwards;
  private final boolean unroll;
  private final boolean zeroOutputForMask;

  RecurrentLayer(LayerConfig config) {
    this(
        config,
        each ->
            StackedCells.cell(
                each, each.find("cell").orElseThrow(() -> each.invalid("[cell] is missing"))));
  }

  RecurrentLayer(LayerConfig config, Function<LayerConfig, Cell> cell) {
    super(config);
    this.cell = cell.apply(config);
    returnSequences = config.flag("return_sequences", false);
    returnState = config.flag("return_state", false);
    goBackwards = config.flag("go_backwards", false);
    unroll = config.flag("unroll", false);
    zeroOutputForMask = config.flag("zero_output_for_mask", false);
    // Each batch is scored by itself, so what a stateful layer remembers is zero.
    config.flag("stateful", false);
    config.find("use_cudnn");
    config.find("input_length");
    if (config.find("time_major").map(JsonNode::asBoolean).orElse(false)) {
      throw config.invalid("[time_major] is true, which Keras no longer has; put the batch first");
    }
    if (config.find("num_constants").map(JsonNode::asInt).orElse(0) > 0) {
      throw config.invalid("[num_constants] is set; constants of cells are not supported");
    }
  }

  boolean returnsSequences() {
    return returnSequences;
  }

  boolean returnsState() {
    return returnState;
  }

  boolean goesBackwards() {
    return goBackwards;
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Value given = call.input();
    Shape shape = given.shape();
    if (shape.numDimensions() != cell.rank()) {
      throw config()
          .invalid(
              "it takes [batch, time, ...] of %d axes, and is given %s"
                  .formatted(cell.rank(), shape));
    }
    Operand<TFloat32> x = cell.channelsLast(tf, call.floats(given));
    long[] sizes = new long[cell.rank() - 2];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = call.size(Value.of(x), axis + 2);
    }
    LayerCall part = call.part("cell", cell, CallArguments.of(List.of(given)));
    Recurrence recurrence = cell.open(part, Sizes.of(tf, x, 0), sizes);
    TimeLoop loop = new TimeLoop(recurrence, returnSequences, goBackwards, zeroOutputForMask);
    Operand<TFloat32> projected = recurrence.project(StepScope.of(tf), x, true);
    Optional<Operand<TBool>> mask = call.mask().map(each -> mask(tf, each));
    List<Operand<TFloat32>> states = initialStates(call, recurrence);
    TimeLoop.Result result =
        unrolls(call, shape.get(1))
            ? loop.unroll(tf, projected, mask, states)
            : new WhileLoop(loop, tf).run(projected, mask, states);
    List<Value> outputs = new ArrayList<>();
    outputs.add(
        new Value(
            cell.channelsAsGiven(tf, result.output()),
            returnSequences ? call.outputMask() : Optional.empty()));
    if (returnState) {
      result.states().forEach(state -> outputs.add(Value.of(cell.channelsAsGiven(tf, state))));
    }
    return outputs;
  }

  private boolean unrolls(LayerCall call, long times) {
    if (times == 0) {
      throw config().invalid("its input has no timesteps");
    }
    if (times < 0 && (call.training() || unroll)) {
      throw config()
          .invalid(
              "the number of timesteps is not known, which it must be %s; give the input a fixed length"
                  .formatted(unroll ? "to unroll" : "to train"));
    }
    return times > 0 && (call.training() || unroll || times <= MOST_UNROLLED);
  }

  @Override
  public List<String> parameters() {
    return List.of("sequences", INITIAL_STATE, "mask", "training");
  }

  @Override
  public ArgumentPattern pattern(int tensors) {
    return ArgumentPattern.ofInputAnd(tensors, INITIAL_STATE);
  }

  /** {@code [batch, time]}, which may have an axis of size 1 more. */
  private Operand<TBool> mask(Ops tf, Operand<TBool> mask) {
    Shape shape = mask.shape();
    if (shape.numDimensions() == 2) {
      return mask;
    }
    if (shape.numDimensions() == 3 && shape.get(2) == 1) {
      return tf.squeeze(mask, Squeeze.axis(List.of(2L)));
    }
    throw config()
        .invalid("its mask must be [batch, time], and is of shape %s".formatted(mask.shape()));
  }

  /** The states that are given, none if the layer starts at zero. */
  List<Value> states(LayerCall call) {
    return call.findAll(INITIAL_STATE, cell.rank() - 1).stream()
        .map(state -> state.orElseThrow(() -> config().invalid("one of its states is null")))
        .toList();
  }

  private List<Operand<TFloat32>> initialStates(LayerCall call, Recurrence recurrence) {
    List<Value> given = states(call);
    List<Operand<TFloat32>> zeros = recurrence.zeroStates();
    if (given.isEmpty()) {
      return zeros;
    }
    if (given.size() != zeros.size()) {
      throw config()
          .invalid("it has %d states, and is given %d".formatted(zeros.size(), given.size()));
    }
    List<Operand<TFloat32>> states = new ArrayList<>();
    for (int index = 0; index < given.size(); index++) {
      Operand<TFloat32> state = cell.channelsLast(call.tf(), call.floats(given.get(index)));
      Shape shape = zeros.get(index).shape();
      if (!state.shape().isCompatibleWith(shape)) {
        throw config()
            .invalid(
                "its state %d is of shape %s, and is given %s"
                    .formatted(index, shape, state.shape()));
      }
      // One state for all rows is repeated.
      states.add(state.shape().get(0) == 1 ? call.tf().math.add(zeros.get(index), state) : state);
    }
    return states;
  }
}
