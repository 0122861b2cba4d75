package io.dlpipelines.tensorflow.keras.layer.recurrent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.CallArguments;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Applies a recurrent layer forward and another one backward in time. */
final class Bidirectional extends Layer {
  private static final String NO_MERGE = "none";

  private final RecurrentLayer forward;
  private final RecurrentLayer backward;
  private final String mergeMode;

  Bidirectional(LayerConfig config) {
    super(config);
    JsonNode given = config.find("layer").orElseThrow(() -> config.invalid("[layer] is missing"));
    forward = layer(config, given, false);
    Optional<JsonNode> own = config.find("backward_layer");
    backward = layer(config, own.orElse(given), own.isEmpty());
    if (forward.goesBackwards() == backward.goesBackwards()) {
      throw config.invalid("both layers have the same [go_backwards]; it must differ");
    }
    if (forward.returnsSequences() != backward.returnsSequences()
        || forward.returnsState() != backward.returnsState()) {
      throw config.invalid(
          "[return_sequences] and [return_state] of its two layers differ; they must be the same");
    }
    boolean unmerged = config.toJson().has("merge_mode") && config.find("merge_mode").isEmpty();
    mergeMode =
        unmerged ? NO_MERGE : config.choice("merge_mode", "concat", "concat", "sum", "ave", "mul");
  }

  /** Keras makes masked outputs of sequences zero here, whatever the layer's settings say. */
  private static RecurrentLayer layer(LayerConfig config, JsonNode given, boolean flipped) {
    JsonNode json = given.deepCopy();
    if (json.path("config") instanceof ObjectNode settings) {
      settings.put("zero_output_for_mask", settings.path("return_sequences").asBoolean(false));
      if (flipped) {
        settings.put("go_backwards", !settings.path("go_backwards").asBoolean(false));
      }
    }
    if (config.layer(json) instanceof RecurrentLayer layer) {
      return layer;
    }
    throw config.invalid(
        "it wraps [%s], which is no recurrent layer".formatted(json.path("class_name").asText()));
  }

  @Override
  public List<Value> call(LayerCall call) {
    List<Value> states = forward.states(call);
    int half = states.size() / 2;
    CallArguments arguments = CallArguments.of(List.of(call.input())).withMask(call.mask());
    List<Value> first =
        call.apply(
            "forward_layer",
            forward,
            arguments.with(RecurrentLayer.INITIAL_STATE, states.subList(0, half)));
    List<Value> second =
        call.apply(
            "backward_layer",
            backward,
            arguments.with(RecurrentLayer.INITIAL_STATE, states.subList(half, states.size())));
    List<Value> outputs = new ArrayList<>(merge(call, first.get(0), second.get(0)));
    outputs.addAll(first.subList(1, first.size()));
    outputs.addAll(second.subList(1, second.size()));
    return outputs;
  }

  @Override
  public List<String> parameters() {
    return forward.parameters();
  }

  @Override
  public ArgumentPattern pattern(int tensors) {
    return forward.pattern(tensors);
  }

  private List<Value> merge(LayerCall call, Value first, Value second) {
    Ops tf = call.tf();
    Operand<TFloat32> y = call.floats(first);
    Operand<TFloat32> reversed = call.floats(second);
    Operand<TFloat32> other =
        forward.returnsSequences() ? tf.reverse(reversed, tf.constant(new int[] {1})) : reversed;
    return switch (mergeMode) {
      case NO_MERGE -> List.of(new Value(y, first.mask()), new Value(other, first.mask()));
      case "sum" -> List.of(new Value(tf.math.add(y, other), first.mask()));
      case "mul" -> List.of(new Value(tf.math.mul(y, other), first.mask()));
      case "ave" ->
          List.of(new Value(tf.math.div(tf.math.add(y, other), tf.constant(2f)), first.mask()));
      default -> List.of(new Value(tf.concat(List.of(y, other), tf.constant(-1)), first.mask()));
    };
  }
}
