package io.dlpipelines.samples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The metric of a search against its grid. */
final class SearchChart {

  /** Differences that chance makes should look small. */
  private static final double LEAST_SPAN = 0.03;

  private final SearchResult search;

  SearchChart(SearchResult search) {
    this.search = search;
  }

  void write(Html html) {
    ChartPicture.write(html, search.metric() + " against " + search.parameter(), this::chart);
  }

  private XYChart chart() {
    XYChart chart =
        new XYChartBuilder()
            .xAxisTitle(search.parameter())
            .yAxisTitle(search.metric() + ", mean of " + search.folds() + " folds")
            .build();
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setYAxisDecimalPattern("0.0 %")
        .setXAxisDecimalPattern("0.#####")
        .setMarkerSize(9);
    double highest = search.best().score();
    double lowest = search.points().stream().mapToDouble(GridPoint::score).min().orElseThrow();
    chart.getStyler().setYAxisMin(Math.min(lowest, highest - LEAST_SPAN));
    XYSeries curve = addSeries(chart, "mean of the folds", search.points(), ChartPicture.BLUE);
    curve.setMarker(SeriesMarkers.CIRCLE);
    curve.setLineStyle(new BasicStroke(2.2f));
    XYSeries best = addSeries(chart, "chosen", List.of(search.best()), ChartPicture.GREEN);
    best.setMarker(SeriesMarkers.DIAMOND);
    best.setLineStyle(SeriesLines.NONE);
    return chart;
  }

  private static XYSeries addSeries(
      XYChart chart, String name, List<GridPoint> points, Color color) {
    XYSeries series =
        chart.addSeries(
            name,
            points.stream().mapToDouble(GridPoint::value).toArray(),
            points.stream().mapToDouble(GridPoint::score).toArray());
    series.setLineColor(color);
    series.setMarkerColor(color);
    return series;
  }
}
