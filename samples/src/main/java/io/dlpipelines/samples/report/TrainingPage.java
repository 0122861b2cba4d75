package io.dlpipelines.samples.report;

/** Lays out what a training came to. */
final class TrainingPage {

  private final TrainingReport report;
  private final Html html = new Html();

  TrainingPage(TrainingReport report) {
    this.report = report;
  }

  String render() {
    PageHead.open(
        html,
        "train",
        report.title(),
        report.subtitle(),
        report.facts(),
        report.notes(),
        "training.css");
    curves();
    confusion();
    new TestGallery(report.wrong(), report.right()).write(html);
    details();
    html.element("footer", report.environment());
    return html.finish();
  }

  private void curves() {
    html.open("div", "class", "columns");
    for (MetricCurve curve : report.curves()) {
      html.open("section").element("h2", title(curve));
      new LearningChart(curve).write(html);
      html.close();
    }
    html.close();
  }

  private static String title(MetricCurve curve) {
    String metric = curve.metric();
    return Character.toUpperCase(metric.charAt(0)) + metric.substring(1) + " by epoch";
  }

  private void confusion() {
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
    html.open("section").element("h2", "The network");
    html.open("div", "class", "scroll").element("pre", report.network()).close();
    html.close().close();
  }

  private void details() {
    html.open("div", "class", "columns");
    html.open("section").element("h2", "Where the time went");
    new StepTable(report.steps()).write(html);
    html.close();
    html.open("section").element("h2", "Params of the training");
    new ParamTable(report.params()).write(html);
    html.close().close();
  }
}
