package io.dlpipelines.tensorflow.keras.layer.attention;

import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;

/** Attention in which several heads share keys and values, Ainslie et al. 2023. */
final class GroupedQueryAttention extends HeadsAttention {

  GroupedQueryAttention(LayerConfig config) {
    super(config, heads(config));
  }

  private static Heads heads(LayerConfig config) {
    int size = config.positive("head_dim");
    int queries = config.positive("num_query_heads");
    int keys = config.positive("num_key_value_heads");
    if (queries % keys != 0) {
      throw config.invalid(
          "[num_query_heads] is %d, which is no multiple of [num_key_value_heads], %d"
              .formatted(queries, keys));
    }
    return new Heads(queries, keys, size, size);
  }

  @Override
  List<Integer> attentionAxes(int rank) {
    if (rank != 3) {
      throw config()
          .invalid("it takes [batch, time, features], and is given %d axes".formatted(rank));
    }
    return List.of(1);
  }

  @Override
  Optional<Operand<TBool>> queryMask(LayerCall call, Value query) {
    return tensor(call, "query_mask").or(query::mask);
  }

  @Override
  String partName(String projection) {
    return "_" + projection;
  }

  @Override
  long[] outputSizes(long queryFeatures) {
    return new long[] {queryFeatures};
  }
}
