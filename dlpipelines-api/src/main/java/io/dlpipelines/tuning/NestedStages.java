package io.dlpipelines.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** A stage and those within it: of a Pipeline, of a tuner, of anything whose Params hold stages. */
final class NestedStages {

  private NestedStages() {}

  static List<Params> of(Params stage) {
    List<Params> found = new ArrayList<>();
    collect(stage, found);
    return found;
  }

  private static void collect(Params stage, List<Params> found) {
    found.add(stage);
    if (stage instanceof PipelineModel pipeline) {
      Stream.of(pipeline.stages()).forEach(each -> collect(each, found));
    }
    for (Param<?> param : stage.params()) {
      if (stage.isDefined(param)) {
        held(stage.getOrDefault(param)).forEach(each -> collect(each, found));
      }
    }
  }

  private static Stream<Params> held(Object value) {
    Stream<?> all = value instanceof Object[] several ? Arrays.stream(several) : Stream.of(value);
    return all.filter(Params.class::isInstance).map(Params.class::cast);
  }
}
