package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A layer's dtype policy, which files hold as a name, as an object, or as a map of policies by the
 * paths of layers.
 *
 * @param name the name that Keras has for it, such as {@code int8_from_float32}; what is mixed is
 *     computed in float32
 * @param amaxHistoryLength a length that policies of {@code float8} have
 */
record DTypeTerms(String name, OptionalInt amaxHistoryLength) {
  private static final String FLOAT32 = "float32";

  static DTypeTerms of(JsonNode dtype, String layer) {
    JsonNode config = dtype.path("config");
    if (config.path("policy_map").isObject()) {
      return of(policy(config, layer), layer);
    }
    if (config.path("mode").isTextual()) {
      JsonNode length = config.path("amax_history_length");
      return new DTypeTerms(
          config.get("mode").asText() + "_from_" + FLOAT32,
          length.isInt() ? OptionalInt.of(length.asInt()) : OptionalInt.empty());
    }
    String name = dtype.isTextual() ? dtype.asText() : config.path("name").asText(FLOAT32);
    return new DTypeTerms(plain(name), OptionalInt.empty());
  }

  private static String plain(String name) {
    int from = name.indexOf("_from_");
    return from > 0
        ? name.substring(0, from) + "_from_" + FLOAT32
        : name.startsWith("mixed_") ? FLOAT32 : name;
  }

  /** The policy of a path that ends with the layer's name or is a pattern of it, or the default. */
  private static JsonNode policy(JsonNode config, String layer) {
    Optional<JsonNode> exact =
        config.get("policy_map").properties().stream()
            .filter(entry -> entry.getKey().equals(layer) || entry.getKey().endsWith("/" + layer))
            .map(Map.Entry::getValue)
            .findFirst();
    return exact
        .or(
            () ->
                config.get("policy_map").properties().stream()
                    .filter(entry -> matches(entry.getKey(), layer))
                    .map(Map.Entry::getValue)
                    .findFirst())
        .orElse(config.path("default_policy"));
  }

  private static boolean matches(String pattern, String layer) {
    try {
      return Pattern.matches(pattern, layer);
    } catch (PatternSyntaxException plainText) {
      return false;
    }
  }
}
