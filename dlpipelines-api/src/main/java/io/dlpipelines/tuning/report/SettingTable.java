package io.dlpipelines.tuning.report;

import java.util.List;
import java.util.OptionalDouble;

/** All settings, the best first; the page's script sorts them by other columns. */
final class SettingTable {
  private final Search search;
  private final boolean timed;
  private final boolean failed;

  SettingTable(Search search) {
    this.search = search;
    this.timed = search.measured().stream().anyMatch(each -> each.seconds().isPresent());
    this.failed = search.measured().stream().anyMatch(each -> !each.failure().isEmpty());
  }

  void write(Html html) {
    html.open("div", "class", "scroll").open("table", "class", "sortable");
    html.open("thead").open("tr");
    head(html, "setting", true);
    if (search.hasRungs()) {
      head(html, search.resource(), true);
    }
    search.params().forEach(param -> head(html, param, isNumeric(param)));
    head(html, search.metric(), true);
    if (timed) {
      head(html, "time", true);
    }
    if (failed) {
      head(html, "dropped because", false);
    }
    html.close().close().open("tbody");
    search.measured().stream().sorted(search.order()).forEach(each -> row(html, each));
    html.close().close().close();
  }

  private static void head(Html html, String name, boolean number) {
    html.open("th", "class", number ? "number" : "text")
        .element("button", name, "type", "button")
        .close();
  }

  private void row(Html html, Measured each) {
    html.open("tr", "class", each.equals(search.best()) ? "chosen" : "");
    number(html, each.setting() + 1, Integer.toString(each.setting() + 1));
    if (search.hasRungs()) {
      number(html, each.resource(), Integer.toString(each.resource()));
    }
    for (String param : search.params()) {
      String value = each.params().getOrDefault(param, "–");
      OptionalDouble size = Numbers.find(value);
      if (size.isPresent()) {
        number(html, size.getAsDouble(), Numbers.shortest(size.getAsDouble()));
      } else {
        html.element("td", value, "data-value", value);
      }
    }
    number(html, each.metric(), each.failure().isEmpty() ? Numbers.shortest(each.metric()) : "–");
    if (timed) {
      number(
          html,
          each.seconds().orElse(Double.NaN),
          each.seconds().isPresent() ? Numbers.seconds(each.seconds().getAsDouble()) : "–");
    }
    if (failed) {
      html.element("td", each.failure(), "data-value", each.failure(), "class", "failure");
    }
    html.close();
  }

  private boolean isNumeric(String param) {
    List<String> values =
        search.measured().stream().map(each -> each.params().get(param)).distinct().toList();
    return values.stream().allMatch(value -> value != null && Numbers.find(value).isPresent());
  }

  private static void number(Html html, double value, String text) {
    html.element("td", text, "class", "number", "data-value", Double.toString(value));
  }
}
