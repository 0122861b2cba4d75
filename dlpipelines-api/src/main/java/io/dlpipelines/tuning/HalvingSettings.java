package io.dlpipelines.tuning;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;

/** The settings of a search, and the estimators that they make. */
final class HalvingSettings {
  private final Estimator<?> estimator;
  private final ParamMap[] maps;
  private final String resourceParam;
  private final List<Map<String, String>> texts;

  HalvingSettings(Estimator<?> estimator, ParamMap[] maps, String resourceParam) {
    this.estimator = estimator;
    this.maps = maps;
    this.resourceParam = resourceParam;
    this.texts = SettingText.of(maps);
  }

  int count() {
    return maps.length;
  }

  /** The name of what a fit gets more or less of. */
  String resource() {
    return resourceParam;
  }

  Map<String, String> text(int setting) {
    return texts.get(setting);
  }

  Estimator<?> estimator(int setting, int resource) {
    return ResourceParam.of(estimator.copy(maps[setting]), resourceParam).with(resource);
  }
}
