package io.dlpipelines.tensorflow.keras.layer.attention;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.CallArguments;
import io.dlpipelines.tensorflow.keras.network.Einsum;
import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Regularizer;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** Attention of several heads, Vaswani et al. 2017. */
abstract class HeadsAttention extends Layer {
  /** Of inputs that Keras computes the attention of as one operation. */
  private static final int FUSED_RANK = 3;

  private final Heads heads;
  private final boolean useBias;
  private final boolean useGate;
  private final Optional<Integer> slidingWindow;
  private final Dropped dropout;
  private final Initializer kernelInitializer;
  private final Initializer biasInitializer;

  /**
   * Sizes.
   *
   * @param queries the number of heads of queries
   * @param keys the number of heads of keys and values; each serves as many of the queries'
   * @param keySize features of a query and a key
   * @param valueSize features of a value
   */
  record Heads(int queries, int keys, int keySize, int valueSize) {}

  HeadsAttention(LayerConfig config, Heads heads) {
    super(config);
    this.heads = heads;
    useBias = config.flag("use_bias", true);
    useGate = config.find("use_gate").map(JsonNode::asBoolean).orElse(false);
    slidingWindow = config.find("sliding_window").map(unused -> config.positive("sliding_window"));
    dropout = Dropped.of(config);
    kernelInitializer = config.initializer("kernel_initializer", "GlorotUniform");
    biasInitializer = config.initializer("bias_initializer", "Zeros");
    config.find("flash_attention");
  }

  /** The axes of a query, but batch and features, along which it looks; counted from 0. */
  abstract List<Integer> attentionAxes(int rank);

  /** The mask of the query that is computed with. */
  abstract Optional<Operand<TBool>> queryMask(LayerCall call, Value query);

  /** Keras's name of the attribute that a projection is. */
  abstract String partName(String projection);

  /** Sizes of the output's features. */
  abstract long[] outputSizes(long queryFeatures);

  @Override
  public final List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Value query = call.find("query").orElseThrow(() -> missing("query"));
    Value value = call.find("value").orElseThrow(() -> missing("value"));
    Optional<Value> ownKey = call.find("key");
    boolean scoresWanted = call.flag("return_attention_scores");
    Value key = ownKey.orElse(value);
    Operand<TFloat32> x = call.floats(query);
    int rank = x.shape().numDimensions();
    AttentionAxes axes = new AttentionAxes(rank, attentionAxes(rank));
    Optional<Operand<TBool>> mask = mask(call, query, value, ownKey);

    Operand<TFloat32> q = project(call, "query_dense", query, heads.queries(), heads.keySize());
    Operand<TFloat32> k = project(call, "key_dense", key, heads.keys(), heads.keySize());
    Optional<Operand<TFloat32>> gate =
        useGate
            ? Optional.of(
                tf.math.sigmoid(
                    project(call, "gate_dense", query, heads.queries(), heads.valueSize())))
            : Optional.empty();
    Operand<TFloat32> v = project(call, "value_dense", value, heads.keys(), heads.valueSize());
    Operand<TFloat32> scores =
        tf.linalg.einsum(
            List.of(
                tf.math.mul(q, tf.constant((float) (1 / Math.sqrt(heads.keySize())))),
                repeated(tf, k, rank - 1)),
            axes.scores());
    Operand<TFloat32> weights =
        weights(tf, axes, scores, mask.map(each -> axes.widened(tf, each)), scoresWanted);
    Operand<TFloat32> seen =
        tf.linalg.einsum(
            List.of(dropout.apply(call, weights), repeated(tf, v, rank - 1)), axes.combination());
    Operand<TFloat32> gated = gate.isPresent() ? tf.math.mul(seen, gate.get()) : seen;
    List<Value> outputs = new ArrayList<>();
    outputs.add(new Value(output(call, gated, call.size(query, -1)), query.mask()));
    if (scoresWanted) {
      outputs.add(Value.of(weights));
    }
    return outputs;
  }

  private IllegalArgumentException missing(String argument) {
    return config().invalid("it is given no %s".formatted(argument));
  }

  /**
   * Where a query may look at no value at all, Keras's fused attention gives the mean of all
   * values, and its other computation gives zero.
   */
  private Operand<TFloat32> weights(
      Ops tf,
      AttentionAxes axes,
      Operand<TFloat32> scores,
      Optional<Operand<TBool>> mask,
      boolean scoresWanted) {
    Operand<TFloat32> weights = axes.softmax(tf, AttentionMask.apply(tf, scores, mask));
    boolean fused = !scoresWanted && !dropout.drops() && axes.rank() == FUSED_RANK;
    return mask.isEmpty() || fused ? weights : tf.select(mask.get(), weights, tf.constant(0f));
  }

  private Optional<Operand<TBool>> mask(
      LayerCall call, Value query, Value value, Optional<Value> key) {
    Ops tf = call.tf();
    Optional<Operand<TBool>> mask =
        queryMask(call, query).map(q -> tf.expandDims(q, tf.constant(-1)));
    mask =
        AttentionMask.and(
            tf,
            mask,
            tensor(call, "value_mask").or(value::mask).map(v -> tf.expandDims(v, tf.constant(1))));
    mask =
        AttentionMask.and(
            tf,
            mask,
            tensor(call, "key_mask")
                .or(() -> key.flatMap(Value::mask))
                .map(k -> tf.expandDims(k, tf.constant(1))));
    if (call.flag("use_causal_mask")) {
      mask = AttentionMask.and(tf, mask, Optional.of(causal(tf, query, value)));
    }
    if (slidingWindow.isPresent()) {
      Operand<TBool> near =
          AttentionMask.window(tf, query.tensor(), value.tensor(), slidingWindow.get());
      mask = AttentionMask.and(tf, mask, Optional.of(tf.expandDims(near, tf.constant(0))));
    }
    return AttentionMask.and(tf, mask, tensor(call, "attention_mask"));
  }

  private static Operand<TBool> causal(Ops tf, Value query, Value value) {
    return tf.expandDims(AttentionMask.causal(tf, query.tensor(), value.tensor()), tf.constant(0));
  }

  static Optional<Operand<TBool>> tensor(LayerCall call, String argument) {
    return call.find(argument).map(call::mask);
  }

  @Override
  public final List<String> parameters() {
    return List.of(
        "query",
        "value",
        "key",
        "query_mask",
        "value_mask",
        "key_mask",
        "attention_mask",
        "return_attention_scores",
        "training",
        "use_causal_mask");
  }

  @Override
  public final ArgumentPattern pattern(int tensors) {
    return ArgumentPattern.ofInputs(tensors);
  }

  /** Keras penalizes its four projections by themselves. */
  @Override
  public final Optional<Regularizer> activityRegularizer() {
    if (super.activityRegularizer().isPresent()) {
      throw config().invalid("[activity_regularizer] is not supported in training; set it to null");
    }
    return Optional.empty();
  }

  private Operand<TFloat32> project(
      LayerCall call, String attribute, Value x, int count, int size) {
    Ops tf = call.tf();
    LayerCall part = call.part(partName(attribute), this, CallArguments.of(List.of()));
    Operand<TFloat32> kernel =
        part.weight("kernel", kernelInitializer, call.size(x, -1), count, size);
    Operand<TFloat32> y = Einsum.of(tf, "...i,ihd->...hd", call.floats(x), kernel);
    return useBias ? tf.math.add(y, part.weight("bias", biasInitializer, count, size)) : y;
  }

  private Operand<TFloat32> output(LayerCall call, Operand<TFloat32> seen, long features) {
    Ops tf = call.tf();
    LayerCall part = call.part(partName("output_dense"), this, CallArguments.of(List.of()));
    long[] sizes = outputSizes(features);
    long[] shape =
        LongStream.concat(LongStream.of(heads.queries(), heads.valueSize()), LongStream.of(sizes))
            .toArray();
    String letters = "opqrstuvw".substring(0, sizes.length);
    Operand<TFloat32> y =
        Einsum.of(
            tf,
            "...hd,hd%s->...%s".formatted(letters, letters),
            seen,
            part.weight("kernel", kernelInitializer, shape));
    return useBias ? tf.math.add(y, part.weight("bias", biasInitializer, sizes)) : y;
  }

  /** Heads of keys or values as often as queries look at them. */
  private Operand<TFloat32> repeated(Ops tf, Operand<TFloat32> x, int axis) {
    int times = heads.queries() / heads.keys();
    if (times == 1) {
      return x;
    }
    int[] indices = new int[heads.queries()];
    for (int head = 0; head < indices.length; head++) {
      indices[head] = head / times;
    }
    return tf.gather(x, tf.constant(indices), tf.constant(axis));
  }
}
