package io.dlpipelines.samples.report;

import java.util.List;

/**
 * What a search tried.
 *
 * @param parameter the name of the Param that was varied
 * @param metric the name of the metric
 * @param folds how many folds it was averaged over
 * @param rows how many rows were searched on
 * @param points every point with its score
 */
public record SearchResult(
    String parameter, String metric, int folds, long rows, List<GridPoint> points) {

  /**
   * Finds the chosen point.
   *
   * @return the point with the best score
   */
  public GridPoint best() {
    return points.stream().filter(GridPoint::best).findFirst().orElseThrow();
  }
}
