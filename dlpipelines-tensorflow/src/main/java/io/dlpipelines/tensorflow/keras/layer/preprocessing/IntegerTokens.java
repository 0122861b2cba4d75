package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Integers of 64 bits. */
final class IntegerTokens implements TokenType<TInt64> {

  @Override
  public Operand<TInt64> of(LayerConfig config, Ops tf, Operand<? extends TType> tensor) {
    if (!TNumber.class.isAssignableFrom(tensor.type())) {
      throw config.invalid("it takes integers, and is given %s".formatted(name(tensor)));
    }
    return tf.dtypes.cast(tensor, TInt64.class);
  }

  @Override
  public boolean accepts(JsonNode token) {
    return token.isNumber() && token.asDouble() == token.asLong();
  }

  @Override
  public Operand<TInt64> constant(Ops tf, List<JsonNode> tokens) {
    return tf.array(tokens.stream().mapToLong(JsonNode::asLong).toArray());
  }

  @Override
  public Operand<TInt64> positions(Ops tf, List<JsonNode> vocabulary, Operand<TInt64> tokens) {
    long[] order =
        IntStream.range(0, vocabulary.size())
            .boxed()
            .sorted(Comparator.comparing(index -> vocabulary.get(index).asLong()))
            .mapToLong(Integer::longValue)
            .toArray();
    long[] sorted = new long[order.length];
    for (int index = 0; index < sorted.length; index++) {
      sorted[index] = vocabulary.get((int) order[index]).asLong();
    }
    var indices = new BinarySearch(sorted).indices(tf, tokens);
    return tf.select(
        tf.math.equal(tf.gather(tf.array(sorted), indices, tf.constant(0)), tokens),
        tf.gather(tf.array(order), indices, tf.constant(0)),
        tf.constant(-1L));
  }

  @Override
  public Operand<TString> text(Ops tf, Operand<TInt64> tokens) {
    return tf.dtypes.asString(tokens);
  }

  @Override
  public Operand<TInt64> bucket(Ops tf, Operand<TInt64> tokens, int buckets) {
    return tf.math.floorMod(tokens, tf.constant((long) buckets));
  }
}
