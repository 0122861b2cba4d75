package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.keras.ValueRun;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;

/** Right values are those of Keras 3.15 on TensorFlow. */
class LookupLayersTest {
  private static final String VOCABULARY =
      "vocabulary: ['the', 'cat', 'sat', 'größe', '日本', 'a b', '😀', 'x', 'y', 'z']";
  private static final String[][] WORDS = {
    {"the", "cat", "the"},
    {"dog", "", "z"},
    {"größe", "日本", "the"},
    {"", "", ""},
    {"zz", "yy", "xx"}
  };
  private static final long[][] NUMBERS = {
    {10, 20, 10}, {5, 6, -7}, {0, 7, 1_000_000_000_000_000L}, {-1, -3, 8}
  };
  private static final String INTEGERS = "vocabulary: [10, 20, -3, 7, 1000000000000000]";

  @Test
  void unknownStringsAreHashedIntoBuckets() {
    assertThat(strings("StringLookup", "{%s, num_oov_indices: 3, mask_token: ''}", WORDS))
        .containsExactly(4, 5, 4, 3, 0, 13, 7, 8, 4, 0, 0, 0, 2, 2, 3);
    assertThat(strings("StringLookup", "{%s, num_oov_indices: 5, salt: [3, 9]}", WORDS))
        .containsExactly(5, 6, 5, 2, 4, 14, 8, 9, 5, 4, 4, 4, 4, 4, 4);
  }

  @Test
  void specialTokensMayStandFirst() {
    assertThat(
            floats(
                "StringLookup",
                "{vocabulary: ['', '[UNK]', 'a', 'b'], mask_token: ''}",
                tf -> tf.array("b", "", "q", "a")))
        .containsExactly(3, 0, 1, 2);
  }

  @Test
  void stringsOfAnyLengthAreFound() {
    String[] words = IntStream.range(0, 70).mapToObj("ä"::repeat).toArray(String[]::new);
    String vocabulary =
        java.util.Arrays.stream(words).collect(Collectors.joining("', '", "['", "']"));
    assertThat(
            floats("StringLookup", "{vocabulary: %s}".formatted(vocabulary), tf -> tf.array(words)))
        .containsExactly(java.util.Arrays.copyOfRange(counting(71), 1, 71));
  }

  @Test
  void vectorsLeaveMaskedTokensOut() {
    assertThat(strings("StringLookup", "{%s, output_mode: 'count', mask_token: ''}", WORDS))
        .startsWith(0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
        .endsWith(3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(strings("StringLookup", "{%s, output_mode: 'multi_hot', mask_token: ''}", WORDS))
        .startsWith(0, 1, 1, 0)
        .endsWith(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void frequenciesOfUnknownTokensAreTheAverage() {
    assertThat(
            floats(
                "StringLookup",
                "{vocabulary: ['a', 'b'], output_mode: 'tf_idf', idf_weights: [1, 3]}",
                tf ->
                    tf.constant(
                        StdArrays.ndCopyOf(new String[][] {{"a", "a", "q"}, {"b", "q", "q"}}))))
        .containsExactly(2, 2, 0, 4, 0, 3);
  }

  @Test
  void unknownIntegersAreDividedOrHashed() {
    assertThat(numbers("IntegerLookup", "{%s, num_oov_indices: 3}"))
        .containsExactly(3, 4, 3, 2, 0, 2, 0, 6, 7, 2, 5, 2);
    assertThat(
            numbers("IntegerLookup", "{%s, num_oov_indices: 4, oov_method: 'farmhash', salt: 5}"))
        .containsExactly(4, 5, 4, 1, 0, 1, 3, 7, 8, 1, 6, 1);
  }

  @Test
  void indicesAreInverted() {
    assertThat(
            floats(
                "IntegerLookup",
                "{vocabulary: [10, 20], invert: true}",
                tf -> tf.constant(new long[] {0, 1, 2, 3, -1})))
        .containsExactly(-1, 10, 20, -1, -1);
  }

  @Test
  void withoutBucketsUnknownTokensAreAnError() {
    String settings = "{vocabulary: ['a', 'b'], num_oov_indices: 0}";
    assertThat(floats("StringLookup", settings, tf -> tf.array("b", "a"))).containsExactly(1, 0);
    assertThatThrownBy(() -> floats("StringLookup", settings, tf -> tf.array("b", "c")))
        .hasMessageContaining("Layer [y] of class StringLookup: a token is not in its vocabulary");
  }

  @Test
  void whatCannotBeLookedUpIsRefused() {
    assertThatThrownBy(() -> floats("StringLookup", "{}", tf -> tf.array("b")))
        .hasMessageContaining("the file does not hold its vocabulary; save the model as a .keras");
    assertThatThrownBy(
            () -> floats("StringLookup", "{vocabulary: ['a', 'a']}", tf -> tf.array("b")))
        .hasMessageContaining("[vocabulary] holds a token twice");
    assertThatThrownBy(() -> floats("StringLookup", "{vocabulary: ['a']}", tf -> tf.array(1f)))
        .hasMessageContaining("it takes strings, and is given float32");
    assertThatThrownBy(
            () ->
                floats(
                    "TextVectorization",
                    "{vocabulary: ['a'], standardize: {class_name: 'function', config: 'f'}}",
                    tf -> tf.array("b")))
        .hasMessageContaining("[standardize] is a Python function, which is not run");
    assertThatThrownBy(
            () ->
                floats(
                    "TextVectorization", "{vocabulary: ['a'], ragged: true}", tf -> tf.array("b")))
        .hasMessageContaining("ragged outputs are not supported; set [ragged] to false");
  }

  @Test
  void textIsStandardizedSplitAndJoined() {
    String[] texts = {"The cat sat.", "  dog,  CAT!! größe\tx\ny ", "", "ÄÖÜ the"};
    assertThat(
            floats(
                "TextVectorization",
                "{%s, ngrams: 2}".formatted(VOCABULARY),
                tf -> tf.array(texts)))
        .containsExactly(
            2, 3, 4, 1, 1, 0, 0, 0, 0, //
            1, 3, 5, 9, 10, 1, 1, 1, 1, //
            0, 0, 0, 0, 0, 0, 0, 0, 0, //
            1, 2, 1, 0, 0, 0, 0, 0, 0);
    assertThat(
            floats(
                "TextVectorization",
                "{%s, output_sequence_length: 2, standardize: null}".formatted(VOCABULARY),
                tf -> tf.array(texts)))
        .containsExactly(1, 3, 1, 1, 0, 0, 1, 2);
    assertThat(
            floats(
                "TextVectorization",
                "{vocabulary: ['日', 'x'], split: 'character', output_mode: 'count'}",
                tf -> tf.array("日x日", "", "X-")))
        .containsExactly(0, 2, 1, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void hashes() {
    assertThat(strings("Hashing", "{num_bins: 5}", WORDS))
        .containsExactly(4, 1, 4, 2, 3, 2, 4, 3, 4, 3, 3, 3, 2, 2, 4);
    assertThat(strings("Hashing", "{num_bins: 5, salt: [1, 2]}", WORDS))
        .containsExactly(2, 3, 2, 0, 0, 0, 4, 2, 2, 0, 0, 0, 3, 1, 1);
    assertThat(numbers("Hashing", "{num_bins: 7, salt: 7, mask_value: 0}"))
        .containsExactly(3, 3, 3, 2, 4, 1, 0, 5, 5, 4, 2, 1);
  }

  private static float[] strings(String className, String settings, String[][] input) {
    return floats(
        className, settings.formatted(VOCABULARY), tf -> tf.constant(StdArrays.ndCopyOf(input)));
  }

  private static float[] numbers(String className, String settings) {
    return floats(className, settings.formatted(INTEGERS), tf -> tf.constant(NUMBERS));
  }

  private static float[] floats(
      String className,
      String settings,
      Function<Ops, org.tensorflow.Operand<? extends org.tensorflow.types.family.TType>> input) {
    return ValueRun.apply(className, settings, tf -> List.of(Value.of(input.apply(tf))))
        .output()
        .values();
  }

  private static float[] counting(int count) {
    float[] numbers = new float[count];
    for (int index = 0; index < count; index++) {
      numbers[index] = index;
    }
    return numbers;
  }
}
