package io.dlpipelines.samples.report;

import java.util.Locale;

/** Lays out a report. */
final class ReportPage {

  private final Report report;
  private final Html html = new Html();

  ReportPage(Report report) {
    this.report = report;
  }

  String render() {
    PageHead.open(
        html, "quickstart", report.title(), report.subtitle(), report.facts(), report.notes());
    results();
    new TestGallery(report.wrong(), report.right()).write(html);
    stream();
    run();
    html.element("footer", report.environment());
    return html.finish();
  }

  private void results() {
    html.open("section", "class", "wide");
    html.element("h2", "What was taken for what");
    html.element(
        "p", "Rows are true labels, columns predictions, over the test images.", "class", "hint");
    new ConfusionTable(report.confusion()).write(html);
    html.close();
    html.open("div", "class", "columns");
    html.open("section").element("h2", "Label by label");
    new LabelTable(report.labels()).write(html);
    html.close();
    html.open("section").element("h2", "Cross-validation");
    chart();
    html.close().close();
  }

  private void chart() {
    SearchResult search = report.search();
    GridPoint best = search.best();
    html.element(
        "p",
        String.format(
            Locale.ROOT,
            "%d points, %d folds, %s training images. Best: %s %s, %s %s.",
            search.points().size(),
            search.folds(),
            Numbers.count(search.rows()),
            search.parameter(),
            Numbers.plain(best.value()),
            search.metric(),
            Numbers.percent(best.score())),
        "class",
        "hint");
    new SearchChart(search).write(html);
  }

  private void stream() {
    html.open("section", "class", "wide").element("h2", "New images from the stream");
    html.element(
        "p",
        "Files that Structured Streaming picked up and the reloaded pipeline scored.",
        "class",
        "hint");
    new StreamTable(report.streamed()).write(html);
    html.close();
  }

  private void run() {
    html.open("div", "class", "columns");
    html.open("section").element("h2", "Where the time went");
    new StepTable(report.steps()).write(html);
    html.close();
    html.open("section").element("h2", "Params of the pipeline");
    new ParamTable(report.params()).write(html);
    html.close().close();
  }
}
