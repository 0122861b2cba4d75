package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.runtime.Dtypes;
import java.util.List;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** What tokens are: text or integers. */
interface TokenType<T extends TType> {

  /**
   * A layer's input as tokens.
   *
   * @throws IllegalArgumentException if it is of another type
   */
  Operand<T> of(LayerConfig config, Ops tf, Operand<? extends TType> tensor);

  /** The type of a tensor as Keras calls it, for errors. */
  default String name(Operand<? extends TType> tensor) {
    return Dtypes.find(tensor.asOutput().dataType())
        .map(dtype -> dtype.name().toLowerCase(Locale.ROOT))
        .orElse("another type");
  }

  /** Whether a setting is such a token. */
  boolean accepts(JsonNode token);

  /** A vector of tokens. */
  Operand<T> constant(Ops tf, List<JsonNode> tokens);

  /** The position of each token in a vocabulary without repetitions, -1 where it is not in it. */
  Operand<TInt64> positions(Ops tf, List<JsonNode> vocabulary, Operand<T> tokens);

  /** Tokens as text, to be hashed. */
  Operand<TString> text(Ops tf, Operand<T> tokens);

  /** The index of the bucket of tokens that are not in the vocabulary, by Keras's default. */
  Operand<TInt64> bucket(Ops tf, Operand<T> tokens, int buckets);
}
