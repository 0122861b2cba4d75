package io.dlpipelines.samples.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.Supplier;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** A chart on a transparent ground, painted once for light pages and once for dark ones. */
final class ChartPicture {

  static final Color BLUE = new Color(0x2f6fde);
  static final Color GREEN = new Color(0x1f9d61);

  /** Size in CSS pixels; the picture has twice as many. */
  private static final int WIDTH = 560;

  private static final int HEIGHT = 330;
  private static final String FONT = "SansSerif";

  private ChartPicture() {}

  static void write(Html html, String description, Supplier<XYChart> charts) {
    String dark = dataUri(charts.get(), new Color(0xc5cddb), new Color(0x343d4d));
    String light = dataUri(charts.get(), new Color(0x3d4657), new Color(0xdfe4ec));
    html.open("picture")
        .empty("source", "media", "(prefers-color-scheme: dark)", "srcset", dark)
        .empty(
            "img",
            "class",
            "chart",
            "width",
            Integer.toString(WIDTH),
            "alt",
            description,
            "src",
            light)
        .close();
  }

  private static String dataUri(XYChart chart, Color ink, Color grid) {
    style(chart, ink, grid);
    BufferedImage image = new BufferedImage(2 * WIDTH, 2 * HEIGHT, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.scale(2, 2);
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    return Thumbnail.pngUri(image);
  }

  private static void style(XYChart chart, Color ink, Color grid) {
    Color clear = new Color(0, true);
    chart
        .getStyler()
        .setAxisTicksLineVisible(false)
        .setPlotGridVerticalLinesVisible(false)
        .setPlotGridLinesColor(grid)
        .setAxisTickLabelsColor(ink)
        .setAxisTickLabelsFont(new Font(FONT, Font.PLAIN, 12))
        .setAxisTitleFont(new Font(FONT, Font.PLAIN, 12))
        .setXAxisTitleColor(ink)
        .setYAxisTitleColor(ink)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal)
        .setLegendFont(new Font(FONT, Font.PLAIN, 12))
        .setLegendBackgroundColor(clear)
        .setLegendBorderColor(clear)
        .setChartFontColor(ink)
        .setChartBackgroundColor(clear)
        .setPlotBackgroundColor(clear)
        .setPlotBorderVisible(false);
  }
}
