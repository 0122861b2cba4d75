package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.SavedValues;
import io.dlpipelines.tensorflow.keras.network.Value;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Looks up tokens of one type. */
abstract class IndexLookup<T extends TType> extends Layer implements SavedValues {
  private final TokenType<T> type;
  private final JsonNode oov;
  private final boolean invert;
  private final Lookup<T> lookup;

  IndexLookup(LayerConfig config, TokenType<T> type, JsonNode defaultOov) {
    super(config);
    this.type = type;
    invert = config.flag("invert", false);
    config.find("vocabulary_dtype");
    Optional<JsonNode> mask = token(config, type, "mask_token");
    oov =
        config.toJson().has("oov_token")
            ? token(config, type, "oov_token").orElse(defaultOov)
            : config.get("oov_token", defaultOov);
    lookup = new Lookup<>(config, type, mask, oov, UnknownTokens.of(config));
    if (invert && !lookup.givesIndices()) {
      throw config.invalid("[invert] is for [output_mode] int alone");
    }
  }

  private static Optional<JsonNode> token(LayerConfig config, TokenType<?> type, String key) {
    Optional<JsonNode> token = config.find(key);
    if (token.isPresent() && !type.accepts(token.get())) {
      throw config.invalid("[%s] is %s, which is no token".formatted(key, token.get()));
    }
    return token;
  }

  @Override
  public final Map<String, WeightValue> savedValues() {
    return lookup.savedValues("vars/idf_weights");
  }

  @Override
  public final List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<? extends TType> x = call.input().tensor();
    if (invert) {
      Operand<TInt64> indices = new IntegerTokens().of(config(), tf, x);
      return call.unmasked(lookup.invert(tf, indices, oov));
    }
    return call.unmasked(lookup.apply(tf, type.of(config(), tf, x)));
  }
}
