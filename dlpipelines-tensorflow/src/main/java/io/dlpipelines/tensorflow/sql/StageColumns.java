package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.tuning.HalvingSearchModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.RFormulaModel;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;

/** Which columns stages read and which they add, as their Params say. */
final class StageColumns {
  private static final List<String> READ =
      List.of(
          "inputMapping",
          "inputCol",
          "inputCols",
          "featuresCol",
          "userCol",
          "itemCol",
          "itemsCol",
          "offsetCol");
  private static final Set<String> READ_BY_FITS =
      Set.of("labelCol", "labelMapping", "weightCol", "censorCol", "validationIndicatorCol");

  private StageColumns() {}

  /** The stages that a stage consists of, in order. */
  static List<Transformer> flat(Transformer stage) {
    if (stage instanceof PipelineModel pipeline) {
      return Stream.of(pipeline.stages()).flatMap(each -> flat(each).stream()).toList();
    }
    if (stage instanceof CrossValidatorModel search) {
      return flat(search.bestModel());
    }
    if (stage instanceof TrainValidationSplitModel search) {
      return flat(search.bestModel());
    }
    if (stage instanceof HalvingSearchModel search) {
      return flat(search.bestModel());
    }
    return List.of(stage);
  }

  /** What the stages read and none of them has added, in the order in which they read it. */
  static List<String> inputs(List<Transformer> stages) {
    Set<String> inputs = new LinkedHashSet<>();
    Set<String> added = new LinkedHashSet<>();
    for (Transformer stage : stages) {
      read(stage).stream().filter(column -> !added.contains(column)).forEach(inputs::add);
      added.addAll(added(stage));
    }
    return List.copyOf(inputs);
  }

  /** Whether a stage's Params name what it reads. */
  static boolean areKnown(Transformer stage) {
    return !read(stage).isEmpty();
  }

  /** Whether a stage's Params tell all that it reads and adds. */
  static boolean tell(Transformer stage) {
    String type = stage.getClass().getName();
    return areKnown(stage)
        && (type.startsWith("org.apache.spark.ml.") || type.startsWith("io.dlpipelines."));
  }

  static boolean isRead(Param<?> param) {
    return READ.contains(param.name());
  }

  static List<String> read(Transformer stage) {
    return stage instanceof RFormulaModel
        ? List.of()
        : READ.stream().filter(stage::hasParam).flatMap(name -> columns(stage, name)).toList();
  }

  static List<String> added(Transformer stage) {
    List<String> added = new ArrayList<>();
    for (Param<?> param : stage.params()) {
      String name = param.name();
      if (name.equals("outputMapping") && stage.isDefined(param)) {
        ((Map<?, ?>) stage.getOrDefault(param)).values().forEach(each -> added.add("" + each));
      } else if ((name.endsWith("Col") || name.endsWith("Cols"))
          && !READ_BY_FITS.contains(name)
          && (!isRead(param) || stage instanceof RFormulaModel)) {
        columns(stage, name).forEach(added::add);
      }
    }
    return added;
  }

  private static Stream<String> columns(Transformer stage, String param) {
    if (!stage.isDefined(stage.getParam(param))) {
      return Stream.empty();
    }
    Object value = stage.getOrDefault(stage.getParam(param));
    Collection<?> names =
        value instanceof Map<?, ?> mapping
            ? mapping.keySet()
            : List.of(value instanceof Object[] several ? several : new Object[] {value});
    return names.stream().map(Object::toString).filter(name -> !name.isEmpty());
  }
}
