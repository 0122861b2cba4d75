package io.dlpipelines.tuning.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The error of all settings against each of the Params that they differ in. */
final class ParamCharts {
  private static final int MOST_LINES = 8;
  private static final String CHOSEN = "best points";

  private final Search search;
  private final ErrorScale error;
  private final List<String> params;

  ParamCharts(Search search) {
    this.search = search;
    this.error = ErrorScale.of(search);
    this.params = search.params().stream().filter(this::varies).toList();
  }

  private boolean varies(String param) {
    return distinct(param).size() > 1;
  }

  boolean isEmpty() {
    return params.isEmpty();
  }

  String hint() {
    boolean lines = params.stream().anyMatch(param -> !second(param).isEmpty());
    return (search.hasRungs() && lines
            ? "Lines are of the first rung, where all settings had the same resource. "
            : "")
        + (lines && params.size() > 2 ? "Of settings that differ in a third, the best. " : "")
        + "Axes are logarithmic where values span more than a decade.";
  }

  List<Chart> charts() {
    return params.stream().map(this::chart).toList();
  }

  private Chart chart(String param) {
    List<String> values = distinct(param);
    boolean numbers = values.stream().allMatch(value -> Numbers.find(value).isPresent());
    Scale x =
        numbers ? Scale.of(values.stream().map(Double::valueOf).toList()) : Scale.named(values);
    List<Series> series = new ArrayList<>();
    String second = second(param);
    if (!second.isEmpty()) {
      for (String value : distinct(second)) {
        series.add(
            new Series(
                second + " " + Numbers.text(value),
                points(param, x, bestByValue(param, second, value)),
                Series.color(series.size())));
      }
    } else if (search.hasRungs()) {
      for (int resource : search.measured().stream().map(Measured::resource).distinct().toList()) {
        List<Measured> rung =
            search.measured().stream().filter(each -> each.resource() == resource).toList();
        series.add(
            new Series(
                "%s %d".formatted(search.resource(), resource),
                points(param, x, rung),
                Series.color(series.size()) + " points"));
      }
    } else {
      String style = params.size() == 1 ? Series.color(0) : Series.color(0) + " points";
      series.add(new Series("", points(param, x, search.measured()), style));
    }
    series.add(new Series("chosen", points(param, x, List.of(chosen(second))), CHOSEN));
    return new Chart(
        error.name() + " against " + param, param, error.name(), x, error.scale(), series);
  }

  /**
   * The Param whose values are told apart by lines: of those that make a grid with this one, the
   * one with the most values.
   */
  private String second(String param) {
    return params.stream()
        .filter(other -> !other.equals(param))
        .filter(other -> distinct(other).size() <= MOST_LINES && makeGrid(param, other))
        .max(Comparator.comparingInt(other -> distinct(other).size()))
        .orElse("");
  }

  private boolean makeGrid(String one, String other) {
    long pairs =
        firstRung().stream()
            .map(each -> List.of(value(each, one), value(each, other)))
            .distinct()
            .count();
    return pairs == (long) distinct(one).size() * distinct(other).size();
  }

  /** A line: of settings that differ in other Params alone the best. */
  private List<Measured> bestByValue(String param, String second, String wanted) {
    Map<String, Measured> best = new LinkedHashMap<>();
    firstRung().stream()
        .filter(each -> value(each, second).equals(wanted))
        .sorted(search.order())
        .forEach(each -> best.putIfAbsent(value(each, param), each));
    return List.copyOf(best.values());
  }

  /** All settings had the same resource there. */
  private List<Measured> firstRung() {
    return search.measured().stream().filter(each -> each.rung() == 0).toList();
  }

  private Measured chosen(String second) {
    return second.isEmpty()
        ? search.best()
        : firstRung().stream()
            .filter(each -> each.setting() == search.best().setting())
            .findFirst()
            .orElseThrow();
  }

  private List<Series.Point> points(String param, Scale x, List<Measured> some) {
    return some.stream()
        .map(
            each ->
                new Series.Point(
                    x.labels().isEmpty()
                        ? Double.parseDouble(value(each, param))
                        : x.labels().indexOf(value(each, param)),
                    error.of(each),
                    hint(each)))
        .sorted(Comparator.comparingDouble(Series.Point::x))
        .toList();
  }

  private String hint(Measured each) {
    return "setting %d: %s, %s %s"
        .formatted(
            each.setting() + 1, each.params(), search.metric(), Numbers.shortest(each.metric()));
  }

  private List<String> distinct(String param) {
    return search.measured().stream()
        .sorted(Comparator.comparingInt(Measured::setting))
        .map(each -> value(each, param))
        .distinct()
        .toList();
  }

  private static String value(Measured each, String param) {
    Map<String, String> all = each.params();
    return all.getOrDefault(param, "not set");
  }
}
