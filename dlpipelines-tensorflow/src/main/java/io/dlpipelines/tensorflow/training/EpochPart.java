package io.dlpipelines.tensorflow.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The beginning of an epoch.
 *
 * @param steps how many were made
 * @param sums of loss and metrics
 * @param seconds they took
 */
record EpochPart(long steps, double[] sums, double seconds) {

  static EpochPart none(int sums) {
    return new EpochPart(0, new double[sums], 0);
  }

  /** Sums are texts, as JSON has no NaN. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("steps", steps).put("seconds", seconds);
    ArrayNode texts = json.putArray("sums");
    for (double sum : sums) {
      texts.add(Double.toString(sum));
    }
    return json;
  }

  static EpochPart fromJson(JsonNode json) {
    double[] sums = new double[json.get("sums").size()];
    for (int index = 0; index < sums.length; index++) {
      sums[index] = Double.parseDouble(json.get("sums").get(index).asText());
    }
    return new EpochPart(json.get("steps").asLong(), sums, json.get("seconds").asDouble());
  }
}
