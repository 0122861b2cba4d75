package io.dlpipelines.tuning.report;

import java.util.List;

/**
 * What charts show up the axis: the metric, or its distance to 1 where it is a share of which more
 * is better, so that less is better in most charts and small errors can be told apart.
 *
 * @param name of the axis
 * @param complement whether it is the distance to 1
 * @param scale the axis
 */
record ErrorScale(String name, boolean complement, Scale scale) {

  static ErrorScale of(Search search) {
    List<Double> values =
        search.measured().stream().map(Measured::metric).filter(Double::isFinite).toList();
    boolean complement =
        search.largerIsBetter() && values.stream().allMatch(value -> value >= 0 && value <= 1);
    String name = complement ? "error (1 − %s)".formatted(search.metric()) : search.metric();
    return new ErrorScale(
        name,
        complement,
        Scale.of(values.stream().map(value -> complement ? 1 - value : value).toList()));
  }

  double of(Measured measured) {
    return complement ? 1 - measured.metric() : measured.metric();
  }
}
