package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Parses JSON of unknown origin as Python writes it, and writes it so. */
final class JsonText {
  /** Sizes that no architecture comes near: the largest of Keras Applications has 2 MB. */
  static final int MAX_BYTES = 64 << 20;

  private static final int MAX_DEPTH = 200;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_BYTES)
                          .build())
                  .build())
          // Python writes NaN and Infinity.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonText() {}

  /** Parses a text; errors name it by its source. */
  static JsonNode parse(String text, String source) {
    if (text.length() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "%s is JSON of %d characters; an architecture has less than %d."
              .formatted(source, text.length(), MAX_BYTES));
    }
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "%s is no JSON: %s. Check that it was copied completely."
              .formatted(source, malformed.getOriginalMessage()),
          malformed);
    }
  }

  /** NaN and infinities are numbers, as Python reads them. */
  static String write(JsonNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
