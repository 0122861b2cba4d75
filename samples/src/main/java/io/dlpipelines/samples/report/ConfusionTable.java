package io.dlpipelines.samples.report;

import java.util.List;
import java.util.Locale;

/** A confusion matrix whose cells are the darker, the more images they hold. */
final class ConfusionTable {

  private final Confusion confusion;

  ConfusionTable(Confusion confusion) {
    this.confusion = confusion;
  }

  void write(Html html) {
    List<String> labels = confusion.labels();
    html.open("div", "class", "scroll").open("table", "class", "confusion");
    html.open("thead").open("tr").element("th", "");
    labels.forEach(label -> html.element("th", label));
    html.element("th", "recall").close().close().open("tbody");
    for (int truth = 0; truth < labels.size(); truth++) {
      html.open("tr").element("th", labels.get(truth));
      for (int prediction = 0; prediction < labels.size(); prediction++) {
        cell(html, truth, prediction);
      }
      html.element("td", recall(truth), "class", "recall").close();
    }
    html.close().close().close();
  }

  private void cell(Html html, int truth, int prediction) {
    long count = confusion.count(truth, prediction);
    long support = confusion.support(truth);
    if (count == 0) {
      html.element("td", "·", "class", "zero");
      return;
    }
    double share = (double) count / support;
    boolean right = truth == prediction;
    double strength = right ? 0.12 + 0.78 * Math.pow(share, 4) : Math.min(0.9, 0.2 + 6 * share);
    html.element(
        "td",
        Numbers.count(count),
        "class",
        (right ? "right" : "wrong") + (strength > 0.55 ? " strong" : ""),
        "style",
        String.format(Locale.ROOT, "--strength:%.0f%%", 100 * strength),
        "title",
        String.format(
            Locale.ROOT,
            "%s of %s images of %s taken for %s",
            Numbers.count(count),
            Numbers.count(support),
            confusion.labels().get(truth),
            confusion.labels().get(prediction)));
  }

  private String recall(int truth) {
    long support = confusion.support(truth);
    return support == 0 ? "–" : Numbers.percent((double) confusion.count(truth, truth) / support);
  }
}
