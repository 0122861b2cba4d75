package io.dlpipelines.tensorflow.keras.layer.attention;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** {@code softmax(scores(query, key)) value} of {@code [query, value]} or with a key after them. */
abstract class SequenceAttention extends Layer {
  private final boolean causal;
  private final Dropped dropout;

  SequenceAttention(LayerConfig config) {
    super(config);
    dropout = Dropped.of(config);
    causal = config.find("causal").map(JsonNode::asBoolean).orElse(false);
  }

  /** {@code [batch, queries, values]}. */
  abstract Operand<TFloat32> scores(LayerCall call, Operand<TFloat32> query, Operand<TFloat32> key);

  /** The sums of all queries and keys, {@code [batch, queries, values, features]}. */
  static Operand<TFloat32> sums(Ops tf, Operand<TFloat32> query, Operand<TFloat32> key) {
    return tf.math.add(tf.expandDims(query, tf.constant(2)), tf.expandDims(key, tf.constant(1)));
  }

  @Override
  public final List<String> parameters() {
    return List.of("inputs", "mask", "training", "return_attention_scores", "use_causal_mask");
  }

  /** The masks of the inputs: those that are given, else their own. */
  private List<Optional<Operand<TBool>>> masks(LayerCall call) {
    List<Optional<Value>> given = call.findAll("mask", 2);
    if (given.isEmpty()) {
      return call.inputs().stream().map(Value::mask).toList();
    }
    if (given.size() < 2 || given.size() > call.inputs().size()) {
      throw config()
          .invalid(
              "its argument [mask] has %d masks; it must have one for each of the %d inputs"
                  .formatted(given.size(), call.inputs().size()));
    }
    return given.stream().map(each -> each.map(call::mask)).toList();
  }

  /** {@code [batch, values]} for all queries; a mask of more axes is for each query its own. */
  private static Operand<TBool> alongValues(Ops tf, Operand<TBool> mask) {
    return mask.shape().numDimensions() == 2 ? tf.expandDims(mask, tf.constant(1)) : mask;
  }

  @Override
  public final List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    List<Value> inputs = call.inputs();
    if (inputs.size() < 2 || inputs.size() > 3) {
      throw config()
          .invalid(
              "it takes [query, value] or [query, value, key], and is given %d inputs"
                  .formatted(inputs.size()));
    }
    for (Value input : inputs) {
      if (input.shape().numDimensions() != 3) {
        throw config()
            .invalid("it takes [batch, time, features], and is given %s".formatted(input.shape()));
      }
    }
    Operand<TFloat32> query = call.floats(inputs.get(0));
    Operand<TFloat32> value = call.floats(inputs.get(1));
    Operand<TFloat32> key = inputs.size() == 3 ? call.floats(inputs.get(2)) : value;
    List<Optional<Operand<TBool>>> masks = masks(call);
    Optional<Operand<TBool>> queryMask = masks.get(0);
    boolean masksLater = call.flag("use_causal_mask") || causal;
    Optional<Operand<TBool>> mask =
        AttentionMask.and(
            tf,
            masks.get(1).map(each -> alongValues(tf, each)),
            masksLater ? Optional.of(AttentionMask.causal(tf, query, value)) : Optional.empty());
    Operand<TFloat32> weights =
        dropout.apply(call, tf.nn.softmax(AttentionMask.apply(tf, scores(call, query, key), mask)));
    Operand<TFloat32> y = tf.linalg.einsum(List.of(weights, value), "bts,bsd->btd");
    if (queryMask.isPresent()) {
      y = tf.select(tf.expandDims(queryMask.get(), tf.constant(-1)), y, tf.constant(0f));
    }
    List<Value> outputs = new ArrayList<>(List.of(new Value(y, queryMask)));
    if (call.flag("return_attention_scores")) {
      outputs.add(Value.of(weights));
    }
    return outputs;
  }
}
