package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Buckets of strings or integers by their hashes: FarmHash, or SipHash with a salt. */
final class Hashing extends Layer {
  private final int bins;
  private final Optional<JsonNode> mask;
  private final Optional<Salt> salt;
  private final Optional<TokenEncoding> encoding;

  Hashing(LayerConfig config) {
    super(config);
    bins = config.positive("num_bins");
    mask = config.find("mask_value").filter(value -> bins > 1);
    salt = Salt.find(config);
    encoding = TokenEncoding.find(config, "int", "one_hot", "multi_hot", "count");
    TokenEncoding.refuseSparse(config);
    if (encoding.isEmpty()) {
      // Keras refuses the default of other layers, float32.
      config.get("dtype", TextNode.valueOf("int64"));
    }
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<? extends TType> x = call.input().tensor();
    Operand<TInt64> hashed =
        x.type() == TString.class
            ? bins(tf, new StringTokens(), x.asOutput().expect(TString.class))
            : bins(tf, new IntegerTokens(), new IntegerTokens().of(config(), tf, x));
    return call.unmasked(
        encoding.isEmpty()
            ? hashed
            : encoding.get().encoded(config(), tf, hashed, bins, Optional.empty()));
  }

  private <T extends TType> Operand<TInt64> bins(Ops tf, TokenType<T> type, Operand<T> x) {
    Operand<TString> text = type.text(tf, x);
    int buckets = mask.isPresent() ? bins - 1 : bins;
    Operand<TInt64> bucket =
        salt.isPresent()
            ? salt.get().bucket(tf, text, buckets)
            : tf.strings.toHashBucketFast(text, (long) buckets);
    if (mask.isEmpty()) {
      return bucket;
    }
    if (!type.accepts(mask.get())) {
      throw config()
          .invalid("[mask_value] is %s, and its input is %s".formatted(mask.get(), type.name(x)));
    }
    Operand<TBool> masked =
        tf.math.equal(
            x, tf.reshape(type.constant(tf, List.of(mask.get())), tf.constant(new int[0])));
    return tf.select(masked, tf.constant(0L), tf.math.add(bucket, tf.constant(1L)));
  }
}
