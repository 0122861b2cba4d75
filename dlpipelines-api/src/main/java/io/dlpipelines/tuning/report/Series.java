package io.dlpipelines.tuning.report;

import java.util.List;

/**
 * A line of a chart, or points alone.
 *
 * @param name what the legend calls it; empty for none
 * @param points in the order they are joined
 * @param style its CSS class: a color, and whether it is joined, dashed or muted
 */
record Series(String name, List<Point> points, String style) {
  private static final int COLORS = 8;

  /**
   * A point of a chart.
   *
   * @param x across
   * @param y up
   * @param hint what is told when it is pointed at
   */
  record Point(double x, double y, String hint) {

    boolean isFinite() {
      return Double.isFinite(x) && Double.isFinite(y);
    }
  }

  Series {
    points = points.stream().filter(Point::isFinite).toList();
  }

  /** The colors repeat after the eighth. */
  static String color(int place) {
    return "c" + place % COLORS;
  }
}
