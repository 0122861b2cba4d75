package io.dlpipelines.samples.report;

import java.util.List;

/**
 * All that a page about a run shows.
 *
 * @param title the name of the data set
 * @param subtitle where the images come from
 * @param facts what to know at a glance
 * @param notes what must be known to read the numbers rightly
 * @param confusion labels against predictions
 * @param labels how well each label is recognized
 * @param search what the search tried
 * @param wrong images that were mistaken
 * @param right images that were recognized
 * @param streamed images that came as a stream
 * @param steps what the time went into
 * @param params the Params of the pipeline
 * @param environment what it ran on
 */
public record Report(
    String title,
    String subtitle,
    List<Fact> facts,
    List<String> notes,
    Confusion confusion,
    List<LabelMetrics> labels,
    SearchResult search,
    List<ScoredImage> wrong,
    List<ScoredImage> right,
    List<ScoredImage> streamed,
    List<StepTime> steps,
    List<StageParam> params,
    String environment) {

  /**
   * Renders the page.
   *
   * @return one HTML document that loads nothing from elsewhere
   */
  public String toHtml() {
    return new ReportPage(this).render();
  }
}
