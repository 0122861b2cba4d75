package io.dlpipelines.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What stands before the arrays of a checkpoint.
 *
 * @param fingerprint of the training
 * @param epoch how many whole epochs there are
 * @param step how many steps of the next one
 * @param state what is small
 * @param arrays size and checksum of each array, in the order in which they follow
 */
record CheckpointHeader(
    TrainingFingerprint fingerprint,
    int epoch,
    long step,
    JsonNode state,
    Map<String, Entry> arrays) {
  private static final int FORMAT_VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One array. */
  record Entry(int bytes, String sha256) {}

  static CheckpointHeader of(Checkpoint checkpoint, TrainingFingerprint fingerprint) {
    Map<String, Entry> arrays = new LinkedHashMap<>();
    checkpoint
        .arrays()
        .forEach((name, array) -> arrays.put(name, new Entry(array.length, Sha256.hex(array))));
    return new CheckpointHeader(
        fingerprint, checkpoint.epoch(), checkpoint.step(), checkpoint.state(), arrays);
  }

  byte[] toBytes() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("formatVersion", FORMAT_VERSION);
    json.set("fingerprint", fingerprint.toJson());
    json.put("epoch", epoch);
    json.put("step", step);
    json.set("state", state);
    ObjectNode list = json.putObject("arrays");
    arrays.forEach(
        (name, entry) ->
            list.putObject(name).put("bytes", entry.bytes()).put("sha256", entry.sha256()));
    return JSON.writeValueAsBytes(json);
  }

  static CheckpointHeader fromBytes(byte[] bytes) throws IOException {
    JsonNode json = JSON.readTree(bytes);
    int version = json.path("formatVersion").asInt();
    if (version != FORMAT_VERSION) {
      throw new IOException(
          "it has format version %d, and this library reads %d. Go on with the version of the library that wrote it, or choose another folder."
              .formatted(version, FORMAT_VERSION));
    }
    Map<String, Entry> arrays = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> array : json.path("arrays").properties()) {
      JsonNode entry = array.getValue();
      arrays.put(
          array.getKey(), new Entry(entry.path("bytes").asInt(), entry.path("sha256").asText()));
    }
    return new CheckpointHeader(
        TrainingFingerprint.fromJson(json.path("fingerprint")),
        json.path("epoch").asInt(),
        json.path("step").asLong(),
        json.path("state"),
        arrays);
  }
}
