package io.dlpipelines.samples.report;

import java.util.List;

/**
 * All that a page about a training shows.
 *
 * @param title the name of the data set
 * @param subtitle where the images come from
 * @param facts what to know at a glance
 * @param notes what must be known to read the numbers rightly
 * @param curves how loss and metrics went
 * @param confusion labels against predictions
 * @param labels how well each label is recognized
 * @param network the layers, as lines of text
 * @param wrong images that were mistaken
 * @param right images that were recognized
 * @param steps what the time went into
 * @param params the Params of the training
 * @param environment what it ran on
 */
public record TrainingReport(
    String title,
    String subtitle,
    List<Fact> facts,
    List<String> notes,
    List<MetricCurve> curves,
    Confusion confusion,
    List<LabelMetrics> labels,
    String network,
    List<ScoredImage> wrong,
    List<ScoredImage> right,
    List<StepTime> steps,
    List<StageParam> params,
    String environment) {

  /**
   * Renders the page.
   *
   * @return one HTML document that loads nothing from elsewhere
   */
  public String toHtml() {
    return new TrainingPage(this).render();
  }
}
