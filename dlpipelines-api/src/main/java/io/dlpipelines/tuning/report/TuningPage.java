package io.dlpipelines.tuning.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lays a report out. */
final class TuningPage {
  private final Search search;
  private final Html html = new Html();

  TuningPage(Search search) {
    this.search = search;
  }

  String render() {
    String title = "Tuning of " + search.estimator();
    html.open("html", "lang", "en")
        .open("head")
        .empty("meta", "charset", "utf-8")
        .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
        .empty("meta", "name", "color-scheme", "content", "light dark")
        .element("title", title + " · dlpipelines")
        .raw("style", resource("report.css"))
        .close()
        .open("body")
        .open("main")
        .open("header")
        .element("p", search.kind(), "class", "kicker")
        .element("h1", title)
        .element("p", subtitle(), "class", "subtitle")
        .close();
    best();
    ParamCharts params = new ParamCharts(search);
    if (!params.isEmpty()) {
      charts("Error against each Param", params.hint(), params.charts());
    }
    if (search.hasRungs()) {
      new RungSection(search).write(html);
    }
    CurveCharts curves = new CurveCharts(search);
    if (!curves.isEmpty()) {
      charts("Learning curves", "By epoch, of every model that tells.", curves.charts());
    }
    html.open("section").element("h2", "All settings");
    new SettingTable(search).write(html);
    html.close();
    html.raw("script", resource("report.js"));
    return html.finish();
  }

  private String subtitle() {
    long failed = search.measured().stream().filter(each -> !each.failure().isEmpty()).count();
    double seconds = search.measured().stream().mapToDouble(each -> each.seconds().orElse(0)).sum();
    return "%d settings, the %s %s is best%s%s."
        .formatted(
            search.settings(),
            search.largerIsBetter() ? "greatest" : "least",
            search.metric(),
            failed == 0 ? "" : "; %d failed".formatted(failed),
            !search.hasRungs() ? "" : "; %s of fitting".formatted(Numbers.seconds(seconds)));
  }

  private void best() {
    html.open("section", "class", "facts");
    fact(search.metric(), Numbers.shortest(search.best().metric()));
    search.best().params().forEach((name, value) -> fact(name, Numbers.text(value)));
    html.close();
  }

  private void fact(String name, String value) {
    html.open("div", "class", "fact").element("span", name).element("strong", value).close();
  }

  private void charts(String title, String hint, List<Chart> charts) {
    html.open("section").element("h2", title).element("p", hint, "class", "hint");
    html.open("div", "class", "charts");
    charts.forEach(chart -> chart.write(html));
    html.close().close();
  }

  private static String resource(String name) {
    try (InputStream in = TuningPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
