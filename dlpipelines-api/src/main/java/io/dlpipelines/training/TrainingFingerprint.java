package io.dlpipelines.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What makes a training this one and no other: all that a checkpoint depends on, such as the
 * network, the rows, the optimizer and the seed, each in a form that can be told to people.
 *
 * @param parts values by name; their order does not matter
 */
public record TrainingFingerprint(Map<String, String> parts) implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ID_DIGITS = 16;

  /**
   * Copies the parts.
   *
   * @param parts values by name
   * @throws NullPointerException if a part has no value
   */
  public TrainingFingerprint {
    parts.forEach((name, value) -> requireNonNull(value, name));
    parts = Collections.unmodifiableMap(new TreeMap<>(parts));
  }

  /**
   * A name for the training that suits a folder.
   *
   * @return the first digits of the SHA-256 of all parts, in hexadecimal
   */
  public String id() {
    return Sha256.hex(toJson().toString().getBytes(UTF_8)).substring(0, ID_DIGITS);
  }

  /**
   * What is not as it was.
   *
   * @param before another fingerprint
   * @return each part that differs with both values, empty if none does
   */
  public String differencesFrom(TrainingFingerprint before) {
    TreeSet<String> names = new TreeSet<>(parts.keySet());
    names.addAll(before.parts.keySet());
    return names.stream()
        .filter(name -> !told(name).equals(before.told(name)))
        .map(name -> "%s was %s and is %s".formatted(name, before.told(name), told(name)))
        .collect(Collectors.joining(", "));
  }

  private String told(String name) {
    String value = parts.get(name);
    return value == null ? "not set" : "[" + value + "]";
  }

  ObjectNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    parts.forEach(json::put);
    return json;
  }

  static TrainingFingerprint fromJson(JsonNode json) {
    return new TrainingFingerprint(
        json.properties().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, part -> part.getValue().asText())));
  }
}
