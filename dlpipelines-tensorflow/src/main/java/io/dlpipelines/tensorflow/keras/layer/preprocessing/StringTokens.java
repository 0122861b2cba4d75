package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Text, found by its hash and compared with the only token of the vocabulary that has it. */
final class StringTokens implements TokenType<TString> {
  private static final long BUCKETS = Long.MAX_VALUE;

  @Override
  public Operand<TString> of(LayerConfig config, Ops tf, Operand<? extends TType> tensor) {
    if (tensor.type() != TString.class) {
      throw config.invalid("it takes strings, and is given %s".formatted(name(tensor)));
    }
    return tensor.asOutput().expect(TString.class);
  }

  @Override
  public boolean accepts(JsonNode token) {
    return token.isTextual();
  }

  @Override
  public Operand<TString> constant(Ops tf, List<JsonNode> tokens) {
    return tf.array(tokens.stream().map(JsonNode::asText).toArray(String[]::new));
  }

  @Override
  public Operand<TInt64> positions(Ops tf, List<JsonNode> vocabulary, Operand<TString> tokens) {
    Hashed hashed = Hashed.of(vocabulary.stream().map(JsonNode::asText).toList());
    List<Integer> order =
        IntStream.range(0, vocabulary.size())
            .boxed()
            .sorted(Comparator.comparing(index -> hashed.values()[index]))
            .toList();
    Operand<TInt64> hashes =
        tf.strings.toHashBucketStrong(tokens, BUCKETS, List.of(hashed.key(), hashed.key()));
    var indices =
        new BinarySearch(order.stream().mapToLong(index -> hashed.values()[index]).toArray())
            .indices(tf, hashes);
    Operand<TString> candidates =
        tf.gather(
            constant(tf, order.stream().map(vocabulary::get).toList()), indices, tf.constant(0));
    Operand<TInt64> positions =
        tf.gather(
            tf.array(order.stream().mapToLong(Integer::longValue).toArray()),
            indices,
            tf.constant(0));
    return tf.select(tf.math.equal(candidates, tokens), positions, tf.constant(-1L));
  }

  @Override
  public Operand<TString> text(Ops tf, Operand<TString> tokens) {
    return tokens;
  }

  @Override
  public Operand<TInt64> bucket(Ops tf, Operand<TString> tokens, int buckets) {
    return tf.strings.toHashBucketFast(tokens, (long) buckets);
  }

  /** Hashes by a key with which no two texts have the same one. */
  private record Hashed(long key, long[] values) {
    static Hashed of(List<String> texts) {
      long key = 0;
      while (true) {
        long[] values = new long[texts.size()];
        for (int index = 0; index < values.length; index++) {
          values[index] = Long.remainderUnsigned(SipHash.of(texts.get(index), key, key), BUCKETS);
        }
        if (Arrays.stream(values).distinct().count() == values.length) {
          return new Hashed(key, values);
        }
        key++;
      }
    }
  }
}
