package io.dlpipelines.battery;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import scala.Option;

/**
 * The Params of a stage by name, as the JSON that a saved stage would hold: what is set, and what
 * is default.
 */
record ParamValues(Map<String, Object> set, Map<String, Object> defaults) {

  static ParamValues of(Params stage) {
    Map<String, Object> set = new TreeMap<>();
    Map<String, Object> defaults = new TreeMap<>();
    for (Param<?> each : stage.params()) {
      Param<Object> param = erased(each);
      put(set, param, stage.get(param));
      put(defaults, param, stage.getDefault(param));
    }
    return new ParamValues(set, defaults);
  }

  @SuppressWarnings("unchecked")
  static Param<Object> erased(Param<?> param) {
    return (Param<Object>) param;
  }

  static Object comparable(Param<Object> param, Object value) {
    try {
      return param.jsonEncode(value);
    } catch (UnsupportedOperationException notSavedAsJson) {
      return value;
    }
  }

  private static void put(Map<String, Object> values, Param<Object> param, Option<Object> value) {
    if (value.isDefined()) {
      values.put(param.name(), comparable(param, value.get()));
    }
  }
}
