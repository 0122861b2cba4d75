package io.dlpipelines.tensorflow.keras.layer.operation;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** Attention of queries {@code [batch, target, heads, size]} to keys and values. */
final class AttentionOperations {
  /** What Keras has for logits that are masked out. */
  private static final double MASKED = 3.38953e38 * -0.7;

  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.of(
          "nn.DotProductAttention",
          Operation.of("query key value bias mask scale", AttentionOperations::dotProduct));

  private AttentionOperations() {}

  private static Operand<? extends TType> dotProduct(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> all = call.widened("query", "key", "value");
    Operand<? extends TType> query = ops.floating(all.get(0));
    if (TensorOps.rank(query) != 4) {
      throw call.invalid("it takes four axes, and is given " + query.shape());
    }
    Operand<? extends TType> key = ops.floating(all.get(1));
    Operand<? extends TType> value = ops.floating(all.get(2));
    int heads = call.knownSize(query, 2);
    int groups = call.knownSize(key, 2);
    if (heads > groups && groups > 1) {
      key = ShapeOperations.repeated(ops, key, 2, heads / groups);
      value = ShapeOperations.repeated(ops, value, 2, heads / groups);
    }
    Operand<? extends TType> scale =
        call.has("scale")
            ? ops.cast(call.tensor("scale"), TensorOps.typeOf(query))
            : ops.number(1 / Math.sqrt(call.knownSize(key, 3)), query);
    Operand<? extends TType> logits = ops.times(product(ops, query, key, "btnh,bsnh->bnts"), scale);
    if (call.has("bias")) {
      logits = ops.plus(logits, ops.cast(call.tensor("bias"), TensorOps.typeOf(logits)));
    }
    logits = masked(call, logits);
    Operand<? extends TType> maximum = ops.add("StopGradient", ops.reduce("Max", logits, true, 3));
    Operand<? extends TType> weights = ops.add("Exp", ops.minus(logits, maximum));
    Operand<? extends TType> shares = ops.over(weights, ops.reduce("Sum", weights, true, 3));
    return product(ops, shares, value, "bnts,bsnh->btnh");
  }

  private static Operand<? extends TType> product(
      TensorOps ops, Operand<?> x, Operand<?> y, String equation) {
    return ops.addOfList(
        "Einsum", List.of(x, y), List.of(), builder -> builder.setAttr("equation", equation));
  }

  private static Operand<? extends TType> masked(
      OperationCall call, Operand<? extends TType> logits) {
    TensorOps ops = call.ops();
    Operand<? extends TType> masked = logits;
    Operand<? extends TType> least = ops.number(MASKED, logits);
    if (call.has("mask")) {
      masked = ops.choose(ops.cast(call.tensor("mask"), DataType.DT_BOOL), masked, least);
    }
    if (call.flag("is_causal", false)) {
      Operand<? extends TType> rows =
          ops.expand(ops.range(ops.size(logits, 2), DataType.DT_INT32), 1);
      Operand<? extends TType> columns = ops.range(ops.size(logits, 3), DataType.DT_INT32);
      masked = ops.choose(ops.add("GreaterEqual", rows, columns), masked, least);
    }
    return masked;
  }
}
