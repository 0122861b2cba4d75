package io.dlpipelines.samples.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A metric against the epochs. */
final class LearningChart {

  private final MetricCurve curve;

  LearningChart(MetricCurve curve) {
    this.curve = curve;
  }

  void write(Html html) {
    ChartPicture.write(html, curve.metric() + " by epoch", this::chart);
  }

  private XYChart chart() {
    XYChart chart = new XYChartBuilder().xAxisTitle("epoch").yAxisTitle(curve.metric()).build();
    chart
        .getStyler()
        .setYAxisDecimalPattern(curve.isShare() ? "0.0 %" : "0.###")
        .setXAxisDecimalPattern("0")
        .setXAxisMaxLabelCount(Math.min(10, curve.training().size()))
        .setMarkerSize(6);
    addSeries(chart, "training", curve.training(), ChartPicture.BLUE);
    curve
        .validation()
        .ifPresent(values -> addSeries(chart, "validation", values, ChartPicture.GREEN));
    return chart;
  }

  private static void addSeries(XYChart chart, String name, List<Double> values, Color color) {
    double[] epochs = IntStream.rangeClosed(1, values.size()).asDoubleStream().toArray();
    XYSeries series =
        chart.addSeries(name, epochs, values.stream().mapToDouble(Double::doubleValue).toArray());
    series.setLineColor(color);
    series.setMarkerColor(color);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setLineStyle(new BasicStroke(2.2f));
  }
}
