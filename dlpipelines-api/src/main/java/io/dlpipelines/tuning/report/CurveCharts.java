package io.dlpipelines.tuning.report;

import io.dlpipelines.training.EpochResult;
import java.util.ArrayList;
import java.util.List;

/** Loss and metrics by epoch, of all models that tell. */
final class CurveCharts {
  private static final String VALIDATION = "val_";
  private static final int MOST_NAMED = 8;

  private final List<Curve> curves;

  CurveCharts(Search search) {
    this.curves = search.curves();
  }

  boolean isEmpty() {
    return curves.isEmpty();
  }

  List<Chart> charts() {
    List<String> metrics =
        curves.stream()
            .flatMap(curve -> curve.history().metricNames().stream())
            .distinct()
            .toList();
    if (curves.size() > 1) {
      return metrics.stream().map(metric -> chart(metric, ofAll(metric))).toList();
    }
    return metrics.stream()
        .map(CurveCharts::plain)
        .distinct()
        .map(metric -> chart(metric, ofOne(metric)))
        .toList();
  }

  private static String plain(String metric) {
    return metric.startsWith(VALIDATION) ? metric.substring(VALIDATION.length()) : metric;
  }

  private static Chart chart(String metric, List<Series> series) {
    List<Series.Point> points = series.stream().flatMap(each -> each.points().stream()).toList();
    return new Chart(
        metric + " by epoch",
        "epoch",
        metric,
        Scale.linear(points.stream().map(Series.Point::x).toList()),
        Scale.of(points.stream().map(Series.Point::y).toList()),
        series);
  }

  private List<Series> ofOne(String metric) {
    List<Series> series = new ArrayList<>();
    series.add(line("training", curves.get(0), metric, Series.color(0)));
    series.add(line("validation", curves.get(0), VALIDATION + metric, Series.color(1)));
    return series.stream().filter(each -> !each.points().isEmpty()).toList();
  }

  /** The chosen one is drawn last, over the others. */
  private List<Series> ofAll(String metric) {
    boolean named = curves.stream().filter(curve -> !curve.best()).count() <= MOST_NAMED;
    List<Series> series = new ArrayList<>();
    for (Curve curve : curves) {
      if (!curve.best()) {
        series.add(
            named
                ? line(curve.name(), curve, metric, Series.color(series.size()))
                : line("", curve, metric, "muted"));
      }
    }
    curves.stream()
        .filter(Curve::best)
        .forEach(curve -> series.add(line(curve.name(), curve, metric, "best")));
    return series.stream().filter(each -> !each.points().isEmpty()).toList();
  }

  private static Series line(String name, Curve curve, String metric, String style) {
    return new Series(
        name,
        curve.history().epochs().stream()
            .filter(epoch -> epoch.findMetric(metric).isPresent())
            .map(epoch -> point(curve, epoch, metric))
            .toList(),
        style + " curve");
  }

  private static Series.Point point(Curve curve, EpochResult epoch, String metric) {
    double value = epoch.metricOrThrow(metric);
    return new Series.Point(
        epoch.epoch(),
        value,
        "%s, epoch %d: %s".formatted(curve.name(), epoch.epoch(), Numbers.shortest(value)));
  }
}
