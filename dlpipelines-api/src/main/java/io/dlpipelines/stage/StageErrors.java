package io.dlpipelines.stage;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The words in which all stages complain. */
final class StageErrors {

  private StageErrors() {}

  static IllegalArgumentException invalid(
      Params stage, String problem, Object available, String cure) {
    return new IllegalArgumentException(
        "%s %s: %s; there is %s. %s"
            .formatted(stage.getClass().getSimpleName(), stage.uid(), problem, available, cure));
  }

  static <T> T required(Params stage, Param<T> param) {
    if (!stage.isDefined(param)) {
      throw new IllegalArgumentException(
          "%s %s: Param %s is not set. Set it: %s."
              .formatted(stage.getClass().getSimpleName(), stage.uid(), param.name(), param.doc()));
    }
    return stage.getOrDefault(param);
  }
}
