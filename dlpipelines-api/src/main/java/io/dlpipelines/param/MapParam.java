package io.dlpipelines.param;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * A map from names, saved as a JSON object in its order.
 *
 * @param <V> what names are mapped to
 */
final class MapParam<V> extends Param<Map<String, V>> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Class<V> type;
  private final String values;

  private record Entries<V>(Class<V> type, Check<V> check)
      implements Predicate<Map.Entry<String, V>>, Serializable {

    @Override
    public boolean test(Map.Entry<String, V> entry) {
      return entry.getKey() != null
          && !entry.getKey().isBlank()
          && type.isInstance(entry.getValue())
          && (Boolean) check.apply(entry.getValue());
    }
  }

  /** {@code values} is what errors call the values, {@code allowed} which maps are allowed. */
  MapParam(
      Params owner,
      String name,
      String doc,
      Class<V> type,
      String values,
      String allowed,
      Check<V> check) {
    super(
        owner,
        name,
        doc,
        new ValueRange<>(
            name,
            allowed,
            Map.class,
            map -> !map.isEmpty() && map.entrySet().stream().allMatch(new Entries<>(type, check))));
    this.type = type;
    this.values = values;
  }

  @Override
  public String jsonEncode(Map<String, V> value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public Map<String, V> jsonDecode(String json) {
    try {
      Map<String, V> map =
          JSON.readValue(
              json,
              JSON.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, type));
      if (map == null) {
        throw noMap(json, null);
      }
      return map;
    } catch (JsonProcessingException failure) {
      throw noMap(json, failure);
    }
  }

  private IllegalArgumentException noMap(String json, Throwable cause) {
    return new IllegalArgumentException(
        "Param %s is no map of %s: %s".formatted(name(), values, json), cause);
  }
}
