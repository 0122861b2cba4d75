package io.dlpipelines.samples.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Precision, recall and F1 of each label, with bars. */
final class LabelTable {

  private final List<LabelMetrics> labels;

  LabelTable(List<LabelMetrics> labels) {
    this.labels = labels;
  }

  void write(Html html) {
    html.open("div", "class", "scroll").open("table", "class", "labels").open("thead").open("tr");
    for (String heading : List.of("label", "precision", "recall", "F1", "images")) {
      html.element("th", heading);
    }
    html.close().close().open("tbody");
    double lowest = lowest();
    for (LabelMetrics label : labels) {
      html.open("tr").element("th", label.label());
      bar(html, label.precision(), lowest);
      bar(html, label.recall(), lowest);
      bar(html, label.f1(), lowest);
      html.element("td", Numbers.count(label.support()), "class", "number").close();
    }
    html.close().close();
    html.close();
    html.element(
        "p", String.format(Locale.ROOT, "Bars begin at %.0f %%.", 100 * lowest), "class", "hint");
  }

  /** Where the bars begin: below the worst value, so that close values can be told apart. */
  private double lowest() {
    double worst =
        labels.stream()
            .flatMapToDouble(label -> DoubleStream.of(label.precision(), label.recall()))
            .min()
            .orElse(0);
    return Math.max(0, Math.floor((worst - 0.02) * 20) / 20);
  }

  private static void bar(Html html, double value, double lowest) {
    double width = Math.max(0, (value - lowest) / (1 - lowest));
    html.open(
            "td",
            "class",
            "bar",
            "style",
            String.format(Locale.ROOT, "--width:%.1f%%", 100 * width))
        .element("span", String.format(Locale.ROOT, "%.1f", 100 * value))
        .close();
  }
}
