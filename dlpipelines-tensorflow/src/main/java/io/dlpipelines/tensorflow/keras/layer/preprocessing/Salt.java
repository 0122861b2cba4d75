package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** The key with which texts are hashed by SipHash; FarmHash, which has none, is the default. */
record Salt(long first, long second) {

  /**
   * Reads the setting {@code salt}, one integer or two.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Optional<Salt> find(LayerConfig config) {
    return config.find("salt").map(salt -> of(config, salt));
  }

  private static Salt of(LayerConfig config, JsonNode salt) {
    if (salt.isIntegralNumber()) {
      return new Salt(salt.asLong(), salt.asLong());
    }
    List<JsonNode> parts = Vocabulary.list(salt);
    if (parts.size() != 2 || !parts.stream().allMatch(JsonNode::isIntegralNumber)) {
      throw config.invalid("[salt] is %s; it must be one integer or two".formatted(salt));
    }
    return new Salt(parts.get(0).asLong(), parts.get(1).asLong());
  }

  Operand<TInt64> bucket(Ops tf, Operand<TString> texts, int buckets) {
    return tf.strings.toHashBucketStrong(texts, (long) buckets, List.of(first, second));
  }
}
