package io.dlpipelines.tuning;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamMap;

/** The Param of an estimator, or of a stage within it, that says how much a fit may spend. */
final class ResourceParam {
  private final Estimator<?> estimator;
  private final IntParam param;

  private ResourceParam(Estimator<?> estimator, IntParam param) {
    this.estimator = estimator;
    this.param = param;
  }

  /** Looks the Param up by its name, or by its name with the stage's uid in front. */
  static ResourceParam of(Estimator<?> estimator, String name) {
    List<IntParam> numbers = numbers(estimator);
    List<IntParam> found =
        numbers.stream()
            .filter(param -> param.name().equals(name) || param.toString().equals(name))
            .toList();
    if (found.size() == 1) {
      return new ResourceParam(estimator, found.get(0));
    }
    throw found.isEmpty()
        ? new IllegalArgumentException(
            "no Param of whole numbers in %s is named [%s]; there is %s. Set resourceParam to one of these."
                .formatted(estimator.uid(), name, numbers.stream().map(IntParam::name).toList()))
        : new IllegalArgumentException(
            "several stages have a Param named [%s]: %s. Set resourceParam to one of these."
                .formatted(name, found));
  }

  private static List<IntParam> numbers(Estimator<?> estimator) {
    return NestedStages.of(estimator).stream()
        .flatMap(stage -> Stream.of(stage.params()))
        .filter(IntParam.class::isInstance)
        .map(IntParam.class::cast)
        .toList();
  }

  boolean isSetBy(ParamMap setting) {
    return setting.contains(param);
  }

  /** The value that the estimator has by itself. */
  int value() {
    return NestedStages.of(estimator).stream()
        .filter(stage -> stage.uid().equals(param.parent()))
        .filter(stage -> stage.isDefined(param))
        .mapToInt(stage -> (Integer) stage.getOrDefault(param))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s has no value to be the greatest resource. Set maxResource."
                        .formatted(param)));
  }

  Estimator<?> with(int resource) {
    return estimator.copy(new ParamMap().put(param, (Object) resource));
  }
}
