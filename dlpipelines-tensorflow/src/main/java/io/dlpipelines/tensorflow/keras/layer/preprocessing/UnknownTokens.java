package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The buckets of tokens that are not in a vocabulary.
 *
 * @param count the number of buckets
 * @param hashed whether integers are hashed as text, not divided
 * @param salt the key of the hash
 */
record UnknownTokens(int count, boolean hashed, Optional<Salt> salt) {

  /** One bucket. */
  static UnknownTokens single() {
    return new UnknownTokens(1, false, Optional.empty());
  }

  /**
   * Reads the settings {@code num_oov_indices}, {@code oov_method} and {@code salt}.
   *
   * @throws IllegalArgumentException if one is wrong
   */
  static UnknownTokens of(LayerConfig config) {
    int count = config.integer("num_oov_indices", 1);
    if (count < 0) {
      throw config.invalid("[num_oov_indices] is %d; it must be at least 0".formatted(count));
    }
    // Not filled in: older versions of Keras 3 have no such setting.
    String method = config.find("oov_method").map(JsonNode::asText).orElse("floormod");
    if (!method.equals("floormod") && !method.equals("farmhash")) {
      throw config.invalid(
          "[oov_method] is %s; it must be one of [floormod, farmhash]".formatted(method));
    }
    return new UnknownTokens(count, method.equals("farmhash"), Salt.find(config));
  }

  <T extends TType> Operand<TInt64> bucket(Ops tf, TokenType<T> type, Operand<T> tokens) {
    if (count == 1) {
      return tf.constant(0L);
    }
    if (salt.isPresent()) {
      return salt.get().bucket(tf, type.text(tf, tokens), count);
    }
    return hashed
        ? tf.strings.toHashBucketFast(type.text(tf, tokens), (long) count)
        : type.bucket(tf, tokens, count);
  }
}
