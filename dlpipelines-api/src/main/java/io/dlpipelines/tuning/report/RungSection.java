package io.dlpipelines.tuning.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a halving search went on from rung to rung. */
final class RungSection {
  private final Search search;
  private final ErrorScale error;

  RungSection(Search search) {
    this.search = search;
    this.error = ErrorScale.of(search);
  }

  void write(Html html) {
    html.open("section").element("h2", "Rungs");
    html.element(
        "p", "Each line is a setting; it ends where the setting was dropped.", "class", "hint");
    html.open("div", "class", "charts");
    chart().write(html);
    table(html);
    html.close().close();
  }

  private Chart chart() {
    List<Series> series = new ArrayList<>();
    search.measured().stream()
        .map(Measured::setting)
        .distinct()
        .filter(setting -> setting != search.best().setting())
        .forEach(setting -> series.add(line("", setting, "muted")));
    series.add(line("chosen", search.best().setting(), "best"));
    List<Double> resources =
        search.measured().stream().map(each -> (double) each.resource()).toList();
    return new Chart(
        error.name() + " against " + search.resource(),
        search.resource(),
        error.name(),
        Scale.of(resources).withTicks(resources),
        error.scale(),
        series);
  }

  private Series line(String name, int setting, String style) {
    return new Series(
        name,
        search.measured().stream()
            .filter(each -> each.setting() == setting)
            .map(
                each ->
                    new Series.Point(
                        each.resource(),
                        error.of(each),
                        "setting %d: %s".formatted(setting + 1, each.params())))
            .toList(),
        style);
  }

  private void table(Html html) {
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (String head :
        List.of(
            "rung", search.resource(), "settings", "failed", "best " + search.metric(), "time")) {
      html.element("th", head, "class", "number");
    }
    html.close().close().open("tbody");
    search.measured().stream()
        .collect(Collectors.groupingBy(Measured::rung))
        .forEach((rung, tried) -> row(html, rung, tried));
    html.close().close().close();
  }

  private void row(Html html, int rung, List<Measured> tried) {
    String best =
        tried.stream()
            .filter(each -> each.failure().isEmpty())
            .min(search.order())
            .map(each -> Numbers.shortest(each.metric()))
            .orElse("–");
    double seconds = tried.stream().mapToDouble(each -> each.seconds().orElse(0)).sum();
    html.open("tr");
    for (String cell :
        List.of(
            Integer.toString(rung + 1),
            Integer.toString(tried.get(0).resource()),
            Integer.toString(tried.size()),
            Long.toString(tried.stream().filter(each -> !each.failure().isEmpty()).count()),
            best,
            Numbers.seconds(seconds))) {
      html.element("td", cell, "class", "number");
    }
    html.close();
  }
}
