package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensorflow.keras.network.LayerNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Puts what lookup layers have outside of the architecture into their settings: the vocabulary that
 * they were adapted to, which a {@code .keras} file has among its assets, and inverse document
 * frequencies, which it has beside the weights.
 */
final class LookupAssets {
  private static final String INTEGERS = "IntegerLookup";
  private static final Set<String> LOOKUPS = Set.of("StringLookup", "TextVectorization", INTEGERS);
  private static final String VOCABULARY = "vocabulary";
  private static final String IDF = "idf_weights";

  /** The ends of lines as Python's {@code splitlines} knows them. */
  private static final String LINE_END =
      "\r\n|[\n\r\u000b\u000c\u001c\u001d\u001e\u0085\u2028\u2029]";

  private final Function<String, Optional<String>> texts;
  private final Function<String, Optional<float[]>> frequencies;

  /**
   * Takes what finds the content of a file.
   *
   * @param texts finds an asset by its path, such as {@code layers/string_lookup/vocabulary.txt}
   * @param frequencies finds an array by its path, such as {@code
   *     layers/string_lookup/vars/idf_weights}
   */
  LookupAssets(
      Function<String, Optional<String>> texts, Function<String, Optional<float[]>> frequencies) {
    this.texts = texts;
    this.frequencies = frequencies;
  }

  /** The model with complete settings. */
  JsonNode fill(JsonNode model) {
    JsonNode filled = model.deepCopy();
    fill(filled, "");
    return filled;
  }

  private void fill(JsonNode model, String path) {
    Map<String, Integer> numbers = new HashMap<>();
    for (JsonNode layer : model.path("config").path("layers")) {
      String className = ClassTerms.plain(layer.path("class_name").asText());
      String name = LayerNames.snakeCase(className);
      int number = numbers.merge(name, 1, Integer::sum) - 1;
      String own = path + "layers/" + name + (number == 0 ? "" : "_" + number) + "/";
      if (LOOKUPS.contains(className) && layer.path("config") instanceof ObjectNode config) {
        fillLookup(config, className.equals(INTEGERS), own);
      } else {
        fill(layer, own);
      }
    }
  }

  private void fillLookup(ObjectNode config, boolean integers, String path) {
    if (!config.hasNonNull(VOCABULARY)) {
      find(texts, path + VOCABULARY + ".txt")
          .ifPresent(text -> config.set(VOCABULARY, tokens(text, integers, path)));
    }
    if (config.path("output_mode").asText().startsWith("tf")
        && !config.hasNonNull(IDF)
        && config.path(VOCABULARY).isArray()) {
      find(frequencies, path + "vars/" + IDF)
          .ifPresent(
              values -> {
                // They are padded where the output is.
                int count = Math.min(values.length, config.path(VOCABULARY).size());
                ArrayNode idf = config.putArray(IDF);
                for (int index = 0; index < count; index++) {
                  idf.add(values[index]);
                }
              });
    }
  }

  /** Keras 2.12 and 2.13 have another name for the list of layers. */
  private static <T> Optional<T> find(Function<String, Optional<T>> content, String path) {
    return content
        .apply(path)
        .or(() -> content.apply(path.replace("layers/", "_layer_checkpoint_dependencies/")));
  }

  private static ArrayNode tokens(String text, boolean integers, String path) {
    ArrayNode tokens = JsonNodeFactory.instance.arrayNode();
    for (String line : List.of(text.split(LINE_END))) {
      if (integers) {
        addInteger(tokens, line, path);
      } else {
        tokens.add(line);
      }
    }
    return tokens;
  }

  /** Small integers are kept as JSON's parser keeps them, so that they equal those of settings. */
  private static void addInteger(ArrayNode tokens, String line, String path) {
    try {
      long value = Long.parseLong(line.strip());
      if (value == (int) value) {
        tokens.add((int) value);
      } else {
        tokens.add(value);
      }
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException(
          "The vocabulary assets/%svocabulary.txt has the line [%s], which is no integer."
              .formatted(path, line),
          malformed);
    }
  }
}
