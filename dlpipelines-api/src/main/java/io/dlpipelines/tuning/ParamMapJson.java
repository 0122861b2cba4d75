package io.dlpipelines.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;

/**
 * Settings as JSON: for each of them a list of the stage's uid, the Param's name, and the value as
 * the Param itself writes it. A model is written with its files.
 */
final class ParamMapJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Params> stages;

  ParamMapJson(Estimator<?> estimator) {
    stages = NestedStages.of(estimator);
  }

  ArrayNode write(ParamMap... maps) {
    ArrayNode all = JSON.createArrayNode();
    for (ParamMap map : maps) {
      ArrayNode pairs = all.addArray();
      SettingText.pairs(map).forEach(pair -> write(pair, pairs));
    }
    return all;
  }

  @SuppressWarnings("unchecked")
  private void write(ParamPair<?> pair, ArrayNode pairs) {
    Param<Object> param = (Param<Object>) pair.param();
    stageOrThrow(param.parent(), param.name());
    try {
      pairs
          .addObject()
          .put("parent", param.parent())
          .put("name", param.name())
          .put("value", param.jsonEncode(pair.value()));
    } catch (UnsupportedOperationException unwritable) {
      throw new IllegalArgumentException(
          "The settings cannot be saved: the value of %s is a %s, which the Param cannot write as JSON."
              .formatted(param, pair.value().getClass().getName()),
          unwritable);
    }
  }

  ParamMap[] read(JsonNode json) {
    List<ParamMap> maps = new ArrayList<>();
    for (JsonNode pairs : json) {
      ParamMap map = new ParamMap();
      for (JsonNode pair : pairs) {
        String name = pair.required("name").asText();
        Params stage = stageOrThrow(pair.required("parent").asText(), name);
        Param<Object> param = stage.getParam(name);
        map.put(param, param.jsonDecode(pair.required("value").asText()));
      }
      maps.add(map);
    }
    return maps.toArray(ParamMap[]::new);
  }

  private Params stageOrThrow(String uid, String param) {
    return stages.stream()
        .filter(stage -> stage.uid().equals(uid) && stage.hasParam(param))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The settings set %s of %s, and the estimator consists of %s. Set Params of these."
                        .formatted(
                            param,
                            uid,
                            Arrays.toString(stages.stream().map(Params::uid).toArray()))));
  }
}
