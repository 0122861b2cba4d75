package io.dlpipelines.samples.report;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * A Param of a stage of the pipeline.
 *
 * @param stage the stage
 * @param name the Param
 * @param value its value as JSON
 * @param isSet whether it was set, and not left at its default
 */
public record StageParam(String stage, String name, String value, boolean isSet) {

  private static final int LONGEST_VALUE = 160;

  /**
   * The Params of a stage that have values.
   *
   * @param stage the stage
   * @return in the order of their names
   */
  public static List<StageParam> of(Params stage) {
    List<StageParam> params = new ArrayList<>();
    for (Param<?> param : stage.params()) {
      if (stage.isDefined(param)) {
        params.add(
            new StageParam(
                stage.getClass().getSimpleName(),
                param.name(),
                valueOf(stage, param),
                stage.isSet(param)));
      }
    }
    return params;
  }

  private static <T> String valueOf(Params stage, Param<T> param) {
    String json = param.jsonEncode(stage.getOrDefault(param));
    return json.length() <= LONGEST_VALUE ? json : json.substring(0, LONGEST_VALUE) + " …";
  }
}
