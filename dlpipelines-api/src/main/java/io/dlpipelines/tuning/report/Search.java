package io.dlpipelines.tuning.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * All that a report shows of a search.
 *
 * @param kind how it searched
 * @param estimator what was tuned
 * @param metric the name of what was measured
 * @param largerIsBetter of the metric
 * @param measured every setting, and for halving searches in each rung
 * @param best the one that was chosen
 * @param resource the name of what rungs differ in, empty where there are none
 * @param curves of the models that tell
 */
record Search(
    String kind,
    String estimator,
    String metric,
    boolean largerIsBetter,
    List<Measured> measured,
    Measured best,
    String resource,
    List<Curve> curves) {

  boolean hasRungs() {
    return !resource.isEmpty();
  }

  int settings() {
    return (int) measured.stream().map(Measured::setting).distinct().count();
  }

  /** The better first; what failed last. */
  Comparator<Measured> order() {
    Comparator<Measured> byMetric =
        Comparator.comparingDouble(each -> largerIsBetter ? -each.metric() : each.metric());
    return Comparator.comparingInt((Measured each) -> -each.rung()).thenComparing(byMetric);
  }

  List<String> params() {
    return measured.stream()
        .map(Measured::params)
        .map(Map::keySet)
        .flatMap(names -> names.stream())
        .distinct()
        .toList();
  }
}
