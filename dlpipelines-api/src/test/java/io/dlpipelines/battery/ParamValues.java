package io.dlpipelines.battery;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

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
      return described(value);
    }
  }

  /** Stages and settings within stages: other objects after loading, but of the same Params. */
  private static Object described(Object value) {
    if (value instanceof Params stage) {
      return List.of(stage.getClass(), stage.uid(), of(stage));
    }
    if (value instanceof Object[] several) {
      return Stream.of(several).map(ParamValues::described).toList();
    }
    if (value instanceof ParamMap settings) {
      return CollectionConverters.asJava(settings.toSeq()).stream()
          .collect(
              Collectors.toMap(
                  pair -> pair.param().toString(),
                  pair -> comparable(erased(pair.param()), pair.value())));
    }
    return value;
  }

  private static void put(Map<String, Object> values, Param<Object> param, Option<Object> value) {
    if (value.isDefined()) {
      values.put(param.name(), comparable(param, value.get()));
    }
  }
}
