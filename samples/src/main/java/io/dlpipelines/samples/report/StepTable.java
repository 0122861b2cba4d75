package io.dlpipelines.samples.report;

import java.util.List;
import java.util.Locale;

/** The steps of a run, with bars for their shares of the time. */
final class StepTable {

  private final List<StepTime> steps;

  StepTable(List<StepTime> steps) {
    this.steps = steps;
  }

  void write(Html html) {
    long total = Math.max(1, steps.stream().mapToLong(step -> step.time().toMillis()).sum());
    html.open("div", "class", "scroll").open("table", "class", "steps").open("tbody");
    for (StepTime step : steps) {
      double share = (double) step.time().toMillis() / total;
      html.open("tr")
          .open("td")
          .element("b", step.title())
          .element("small", step.result())
          .close()
          .open(
              "td",
              "class",
              "bar",
              "style",
              String.format(Locale.ROOT, "--width:%.1f%%", 100 * share))
          .element("span", Numbers.time(step.time()))
          .close()
          .close();
    }
    html.close().close().close();
  }
}
