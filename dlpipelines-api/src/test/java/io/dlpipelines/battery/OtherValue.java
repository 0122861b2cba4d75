package io.dlpipelines.battery;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;

/** A Param and a value that it accepts but does not have. */
record OtherValue(Param<Object> param, Object value) {

  /** One for each Param of which such a value can be guessed from the one it has. */
  static List<OtherValue> of(Params stage) {
    List<OtherValue> others = new ArrayList<>();
    for (Param<?> each : stage.params()) {
      Param<Object> param = ParamValues.erased(each);
      if (stage.isDefined(param)) {
        candidates(stage.getOrDefault(param))
            .filter(candidate -> accepts(param, candidate))
            .findFirst()
            .ifPresent(value -> others.add(new OtherValue(param, value)));
      }
    }
    return others;
  }

  boolean isValueIn(Params stage) {
    return Objects.equals(stage.getOrDefault(stage.getParam(param.name())), value);
  }

  void setOn(Params stage) {
    stage.set(param.name(), value);
  }

  private static Stream<Object> candidates(Object value) {
    if (value instanceof String text) {
      return Stream.<Object>of(text + "Other", "error", "skip", "keep")
          .filter(candidate -> !candidate.equals(text));
    }
    if (value instanceof Integer number) {
      return Stream.of(number + 1, number - 1);
    }
    if (value instanceof Long number) {
      return Stream.of(number + 1, number - 1);
    }
    if (value instanceof Double number) {
      return Stream.of(number + 0.5, number / 2);
    }
    if (value instanceof Float number) {
      return Stream.of(number + 0.5f, number / 2);
    }
    return value instanceof Boolean flag ? Stream.of(!flag) : Stream.empty();
  }

  private static boolean accepts(Param<Object> param, Object candidate) {
    try {
      new ParamMap().put(param, candidate);
      return true;
    } catch (IllegalArgumentException rejected) {
      return false;
    }
  }
}
