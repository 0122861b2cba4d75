package io.dlpipelines.param;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** A map of names, saved as a JSON object in its order. */
final class NamesParam extends Param<Map<String, String>> {
  private static final ObjectMapper JSON = new ObjectMapper();

  NamesParam(Params owner, String name, String doc) {
    super(
        owner,
        name,
        doc,
        (Check<Map<String, String>>)
            value ->
                !value.isEmpty()
                    && value.entrySet().stream()
                        .noneMatch(entry -> isBlank(entry.getKey()) || isBlank(entry.getValue())));
  }

  private static boolean isBlank(String name) {
    return name == null || name.isBlank();
  }

  @Override
  public String jsonEncode(Map<String, String> value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public Map<String, String> jsonDecode(String json) {
    try {
      Map<String, String> names =
          JSON.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
      if (names == null) {
        throw noNames(json, null);
      }
      return names;
    } catch (JsonProcessingException failure) {
      throw noNames(json, failure);
    }
  }

  private IllegalArgumentException noNames(String json, Throwable cause) {
    return new IllegalArgumentException(
        "Param %s is no map of names: %s".formatted(name(), json), cause);
  }
}
