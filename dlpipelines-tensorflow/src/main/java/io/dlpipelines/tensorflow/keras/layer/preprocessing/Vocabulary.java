package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tokens of a lookup layer.
 *
 * @param tokens those that are looked up, without the mask token and those for unknown ones
 * @param idf inverse document frequencies of all indices, special ones included; empty where the
 *     output has none
 */
record Vocabulary(List<JsonNode> tokens, float[] idf) {

  /**
   * Reads the settings {@code vocabulary} and {@code idf_weights}.
   *
   * @param special the mask token and those for unknown tokens, which may stand first in the list
   * @throws IllegalArgumentException if there is no vocabulary, or a token is there twice or of
   *     another type
   */
  static Vocabulary of(LayerConfig config, TokenType<?> type, List<JsonNode> special) {
    JsonNode setting =
        config
            .find("vocabulary")
            .orElseThrow(
                () ->
                    config.invalid(
                        "the file does not hold its vocabulary; save the model as a .keras file, or"
                            + " give the layer its vocabulary when it is made"));
    List<JsonNode> all = list(setting);
    for (JsonNode token : all) {
      if (!type.accepts(token)) {
        throw config.invalid("[vocabulary] holds %s, which is no token".formatted(token));
      }
    }
    boolean specialFirst =
        all.size() >= special.size() && all.subList(0, special.size()).equals(special);
    List<JsonNode> tokens = specialFirst ? all.subList(special.size(), all.size()) : all;
    Set<JsonNode> distinct = new HashSet<>(tokens);
    if (distinct.size() < tokens.size()) {
      throw config.invalid("[vocabulary] holds a token twice");
    }
    float[] idf =
        config.find("idf_weights").isPresent()
            ? idf(config, all.size(), specialFirst ? 0 : special.size())
            : new float[0];
    return new Vocabulary(List.copyOf(tokens), idf);
  }

  /** Where special tokens have no frequency of their own, they get the average. */
  private static float[] idf(LayerConfig config, int count, int missing) {
    NumberArray weights =
        config
            .find("idf_weights")
            .flatMap(NumberArray::of)
            .filter(numbers -> numbers.values().size() == count)
            .orElseThrow(() -> config.invalid("[idf_weights] must be %d numbers".formatted(count)));
    float[] idf = new float[missing + count];
    double sum = 0;
    for (int index = 0; index < count; index++) {
      idf[missing + index] = weights.values().get(index);
      sum += weights.values().get(index);
    }
    Arrays.fill(idf, 0, missing, (float) (sum / count));
    return idf;
  }

  /** A list, as Keras writes plain ones, tuples and numpy's arrays. */
  static List<JsonNode> list(JsonNode setting) {
    JsonNode items = setting.path("items");
    JsonNode value = setting.path("config").path("value");
    JsonNode plain = items.isArray() ? items : value.isArray() ? value : setting;
    List<JsonNode> list = new ArrayList<>();
    plain.forEach(list::add);
    return list;
  }
}
