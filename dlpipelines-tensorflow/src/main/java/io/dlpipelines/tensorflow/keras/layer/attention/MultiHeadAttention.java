package io.dlpipelines.tensorflow.keras.layer.attention;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;

/** Attention in which each head has queries, keys and values of its own. */
final class MultiHeadAttention extends HeadsAttention {
  private static final int MOST_OUTPUT_AXES = 9;
  private final List<Integer> outputSizes;
  private final Optional<List<Integer>> axes;

  MultiHeadAttention(LayerConfig config) {
    super(config, heads(config));
    outputSizes = config.find("output_shape").map(MultiHeadAttention::integers).orElse(List.of());
    if (outputSizes.size() > MOST_OUTPUT_AXES || outputSizes.stream().anyMatch(size -> size < 1)) {
      throw config.invalid("[output_shape] is %s; it must be sizes".formatted(outputSizes));
    }
    axes = config.find("attention_axes").map(MultiHeadAttention::integers);
  }

  private static Heads heads(LayerConfig config) {
    int count = config.positive("num_heads");
    int keySize = config.positive("key_dim");
    int valueSize =
        config.find("value_dim").map(unused -> config.positive("value_dim")).orElse(keySize);
    return new Heads(count, count, keySize, valueSize);
  }

  private static List<Integer> integers(JsonNode json) {
    List<Integer> all = new ArrayList<>();
    if (json.isArray()) {
      json.forEach(each -> all.add(each.asInt()));
    } else {
      all.add(json.asInt());
    }
    return all;
  }

  @Override
  List<Integer> attentionAxes(int rank) {
    List<Integer> wanted =
        axes.map(all -> all.stream().map(axis -> axis < 0 ? axis + rank : axis).toList())
            .orElseGet(() -> IntStream.range(1, rank - 1).boxed().toList());
    if (wanted.isEmpty() || wanted.stream().anyMatch(axis -> axis < 1 || axis > rank - 2)) {
      throw config()
          .invalid(
              "[attention_axes] are %s, which an input of %d axes does not have between the batch and the features"
                  .formatted(wanted, rank));
    }
    return wanted;
  }

  /** As in Keras, that of the tensor alone: the argument has no effect. */
  @Override
  Optional<Operand<TBool>> queryMask(LayerCall call, Value query) {
    call.find("query_mask");
    return query.mask();
  }

  @Override
  String partName(String projection) {
    return projection;
  }

  @Override
  long[] outputSizes(long queryFeatures) {
    return outputSizes.isEmpty()
        ? new long[] {queryFeatures}
        : outputSizes.stream().mapToLong(Integer::longValue).toArray();
  }
}
