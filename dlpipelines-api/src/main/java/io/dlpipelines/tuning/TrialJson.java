package io.dlpipelines.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.training.TrainingHistory;
import java.util.LinkedHashMap;
import java.util.Map;

/** Trials as JSON. NaN and infinities are texts, so numbers are read as texts. */
final class TrialJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TrialJson() {}

  static JsonNode write(HalvingTrial trial) {
    ObjectNode json = JSON.createObjectNode();
    json.put("rung", trial.rung())
        .put("setting", trial.setting())
        .put("resource", trial.resource())
        .put("metric", trial.metric())
        .put("seconds", trial.seconds())
        .put("failure", trial.failure());
    ObjectNode params = json.putObject("params");
    trial.params().forEach(params::put);
    return json.set("history", trial.history().toJson());
  }

  static HalvingTrial read(JsonNode json) {
    Map<String, String> params = new LinkedHashMap<>();
    json.required("params")
        .properties()
        .forEach(param -> params.put(param.getKey(), param.getValue().asText()));
    return new HalvingTrial(
        json.required("rung").asInt(),
        json.required("setting").asInt(),
        json.required("resource").asInt(),
        params,
        Double.parseDouble(json.required("metric").asText()),
        Double.parseDouble(json.required("seconds").asText()),
        json.required("failure").asText(),
        TrainingHistory.fromJson(json.required("history")));
  }
}
