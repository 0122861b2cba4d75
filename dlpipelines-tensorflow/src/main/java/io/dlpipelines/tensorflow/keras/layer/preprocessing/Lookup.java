package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Looks tokens up in a vocabulary, as Keras's StringLookup, IntegerLookup and TextVectorization do.
 * Index 0 is the mask token's if there is one and the output is indices; the buckets of unknown
 * tokens follow, and then the vocabulary.
 */
final class Lookup<T extends TType> {
  private static final long DROPPED = Long.MAX_VALUE;

  private final LayerConfig config;
  private final TokenType<T> type;
  private final Optional<JsonNode> mask;
  private final UnknownTokens unknownTokens;
  private final int buckets;
  private final Optional<TokenEncoding> encoding;
  private final Vocabulary vocabulary;
  private final int oovStart;
  private final int depth;

  /**
   * Reads the settings of the vocabulary and the output.
   *
   * @param mask the token that stands for no token
   * @param oov the token that stands for unknown ones
   * @param unknownTokens the indices of unknown tokens
   */
  Lookup(
      LayerConfig config,
      TokenType<T> type,
      Optional<JsonNode> mask,
      JsonNode oov,
      UnknownTokens unknownTokens) {
    this.config = config;
    this.type = type;
    this.mask = mask;
    this.unknownTokens = unknownTokens;
    this.buckets = unknownTokens.count();
    encoding =
        TokenEncoding.find(
            config, "int", "one_hot", "multi_hot", "count", "tf_idf", "binary", "tf-idf");
    TokenEncoding.refuseSparse(config);
    oovStart = mask.isPresent() && encoding.isEmpty() ? 1 : 0;
    List<JsonNode> special = new ArrayList<>();
    mask.filter(token -> oovStart == 1).ifPresent(special::add);
    special.addAll(Collections.nCopies(buckets, oov));
    vocabulary = Vocabulary.of(config, type, special);
    config.find("max_tokens");
    int size = oovStart + buckets + vocabulary.tokens().size();
    depth = config.flag("pad_to_max_tokens", false) ? config.positive("max_tokens") : size;
    for (String known : List.of("vocabulary_size", "has_input_vocabulary", "encoding")) {
      config.find(known);
    }
    String mode = config.toJson().path("output_mode").asText();
    if (mode.startsWith("tf") && vocabulary.idf().length == 0) {
      throw config.invalid("the file does not hold [idf_weights]; save the model as a .keras file");
    }
  }

  /** Whether the output is indices, not vectors. */
  boolean givesIndices() {
    return encoding.isEmpty();
  }

  /** The frequencies as Keras saves them, by their path. */
  Map<String, WeightValue> savedValues(String path) {
    return vocabulary.idf().length == 0
        ? Map.of()
        : Map.of(path, WeightValue.of(List.of((long) depth), frequencies()));
  }

  private float[] frequencies() {
    return Arrays.copyOf(vocabulary.idf(), depth);
  }

  /** Indices of the same shape, or vectors. */
  Operand<? extends TType> apply(Ops tf, Operand<T> tokens) {
    Operand<TInt64> found = tf.ensureShape(find(tf, tokens), tokens.shape());
    if (encoding.isEmpty()) {
      return found;
    }
    Operand<TFloat32> vectors = encoding.get().encoded(config, tf, found, depth, Optional.empty());
    return vocabulary.idf().length == 0
        ? vectors
        : tf.math.mul(vectors, tf.constant(frequencies()));
  }

  private Operand<TInt64> find(Ops tf, Operand<T> tokens) {
    Operand<TInt64> positions =
        vocabulary.tokens().isEmpty()
            ? tf.fill(tf.shape(tokens), tf.constant(-1L))
            : type.positions(tf, vocabulary.tokens(), tokens);
    Operand<TBool> unknown = tf.math.less(positions, tf.constant(0L));
    Operand<TInt64> known = tf.math.add(positions, tf.constant((long) oovStart + buckets));
    if (mask.isEmpty()) {
      return withUnknown(tf, tokens, unknown, known);
    }
    Operand<TBool> masked =
        tf.math.equal(
            tokens, tf.reshape(type.constant(tf, List.of(mask.get())), tf.constant(new int[0])));
    return tf.select(
        masked,
        tf.constant(encoding.isEmpty() ? 0L : DROPPED),
        withUnknown(tf, tokens, tf.math.logicalAnd(unknown, tf.math.logicalNot(masked)), known));
  }

  private Operand<TInt64> withUnknown(
      Ops tf, Operand<T> tokens, Operand<TBool> unknown, Operand<TInt64> known) {
    return buckets == 0
        ? checked(tf, tokens, unknown, known)
        : tf.select(
            unknown,
            tf.math.add(unknownTokens.bucket(tf, type, tokens), tf.constant((long) oovStart)),
            known);
  }

  private Operand<TInt64> checked(
      Ops tf, Operand<T> tokens, Operand<TBool> unknown, Operand<TInt64> found) {
    Operand<TBool> complete =
        tf.math.logicalNot(tf.reduceAny(tf.reshape(unknown, tf.array(-1)), tf.constant(0)));
    String problem =
        "Layer [%s] of class %s: a token is not in its vocabulary, and it has no index for unknown tokens (num_oov_indices is 0)."
            .formatted(config.name(), config.className());
    return tf.withControlDependencies(
            List.of(
                tf.assertThat(
                    complete,
                    List.of(tf.constant(problem), tf.gatherNd(tokens, tf.where(unknown))))))
        .identity(found);
  }

  /** The tokens of indices. */
  Operand<T> invert(Ops tf, Operand<TInt64> indices, JsonNode oov) {
    List<JsonNode> all = new ArrayList<>(Collections.nCopies(oovStart + buckets, oov));
    all.addAll(vocabulary.tokens());
    all.add(oov);
    mask.filter(token -> oovStart == 1).ifPresent(token -> all.set(0, token));
    long last = all.size() - 1L;
    Operand<TBool> known =
        tf.math.logicalAnd(
            tf.math.greaterEqual(indices, tf.constant(0L)),
            tf.math.less(indices, tf.constant(last)));
    return tf.gather(
        type.constant(tf, all), tf.select(known, indices, tf.constant(last)), tf.constant(0));
  }
}
