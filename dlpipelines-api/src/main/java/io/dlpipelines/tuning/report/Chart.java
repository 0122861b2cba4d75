package io.dlpipelines.tuning.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lines and points between two axes, as SVG. Colors are those of the page.
 *
 * @param title what is told to those who cannot see it
 * @param xLabel under the axis
 * @param yLabel over the axis
 * @param x the axis across
 * @param y the axis up
 * @param series in the order they are drawn
 */
record Chart(String title, String xLabel, String yLabel, Scale x, Scale y, List<Series> series) {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 320;
  private static final int LEFT = 62;
  private static final int RIGHT = 14;
  private static final int TOP = 26;
  private static final int BOTTOM = 46;
  private static final int CHARACTERS_ACROSS = 72;
  private static final int LEAST_ROOM = 7;

  void write(Html html) {
    html.open("figure");
    html.open(
        "svg", "viewBox", "0 0 %d %d".formatted(WIDTH, HEIGHT), "role", "img", "aria-label", title);
    xAxis(html);
    yAxis(html);
    series.forEach(each -> draw(html, each));
    html.close();
    legend(html);
    html.close();
  }

  private void xAxis(Html html) {
    List<Double> ticks = x.ticks();
    int room = CHARACTERS_ACROSS / Math.max(1, ticks.size());
    boolean crowded = ticks.stream().anyMatch(tick -> x.label(tick).length() > room);
    Scale named = crowded ? x.withShortLabels() : x;
    for (double tick : ticks) {
      line(html, across(tick), TOP, across(tick), HEIGHT - BOTTOM, "grid");
      String label = shortened(named.label(tick), Math.max(room, LEAST_ROOM));
      text(html, label, across(tick), HEIGHT - BOTTOM + 18, "middle");
    }
    text(html, xLabel, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle");
  }

  private void yAxis(Html html) {
    for (double tick : y.ticks()) {
      line(html, LEFT, up(tick), WIDTH - RIGHT, up(tick), "grid");
      text(html, y.label(tick), LEFT - 8, up(tick) + 4, "end");
    }
    text(html, yLabel, 4, 13, "start");
  }

  private void draw(Html html, Series each) {
    html.open("g", "class", each.style());
    if (each.points().size() > 1) {
      String points =
          each.points().stream()
              .map(point -> number(across(point.x())) + "," + number(up(point.y())))
              .collect(Collectors.joining(" "));
      html.open("polyline", "points", points).close();
    }
    for (Series.Point point : each.points()) {
      html.open("circle", "cx", number(across(point.x())), "cy", number(up(point.y())), "r", "3.5")
          .element("title", point.hint())
          .close();
    }
    html.close();
  }

  private void legend(Html html) {
    if (series.stream().anyMatch(each -> !each.name().isEmpty())) {
      html.open("figcaption");
      for (Series each : series) {
        if (!each.name().isEmpty()) {
          html.open("span", "class", "key " + each.style())
              .open("i")
              .close()
              .text(each.name())
              .close();
        }
      }
      html.close();
    }
  }

  private static void line(Html html, double x1, double y1, double x2, double y2, String style) {
    html.open(
            "line",
            "class",
            style,
            "x1",
            number(x1),
            "y1",
            number(y1),
            "x2",
            number(x2),
            "y2",
            number(y2))
        .close();
  }

  private static void text(Html html, String text, double x, double y, String anchor) {
    html.element("text", text, "x", number(x), "y", number(y), "text-anchor", anchor);
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  private double across(double value) {
    return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
  }

  private double up(double value) {
    return HEIGHT - BOTTOM - y.place(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
