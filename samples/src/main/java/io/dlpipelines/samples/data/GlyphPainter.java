package io.dlpipelines.samples.data;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/**
 * Paints a glyph as it might be met: turned, sheared, thick or thin, on a patchy ground with
 * clutter, more or less faint, and noisy. The same random numbers paint the same picture.
 */
final class GlyphPainter {

  /** Width and height in pixels. */
  static final int SIDE = 48;

  private static final double FILLED_SHARE = 0.3;

  private GlyphPainter() {}

  static BufferedImage paint(Glyph glyph, RandomGenerator random) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    try {
      double ground = random.nextDouble(0.1, 0.9);
      paintGround(graphics, ground, random);
      paintClutter(graphics, ground, random);
      paintGlyph(graphics, glyph, ground, random);
    } finally {
      graphics.dispose();
    }
    addNoise(image, random);
    return image;
  }

  private static void paintGround(Graphics2D graphics, double ground, RandomGenerator random) {
    double slope = random.nextDouble(-0.12, 0.12);
    graphics.setPaint(
        new GradientPaint(
            random.nextInt(SIDE),
            0,
            color(ground - slope, random),
            random.nextInt(SIDE),
            SIDE,
            color(ground + slope, random)));
    graphics.fillRect(0, 0, SIDE, SIDE);
  }

  private static void paintClutter(Graphics2D graphics, double ground, RandomGenerator random) {
    int lines = random.nextInt(4);
    for (int line = 0; line < lines; line++) {
      graphics.setColor(color(ground + random.nextDouble(-0.15, 0.15), random));
      graphics.setStroke(new BasicStroke((float) random.nextDouble(0.6, 2.5)));
      graphics.draw(
          new Line2D.Double(
              random.nextDouble(SIDE),
              random.nextDouble(SIDE),
              random.nextDouble(SIDE),
              random.nextDouble(SIDE)));
    }
  }

  private static void paintGlyph(
      Graphics2D graphics, Glyph glyph, double ground, RandomGenerator random) {
    double contrast = random.nextDouble(0.22, 0.75);
    boolean darker =
        ground - contrast < 0.02 ? false : ground + contrast > 0.98 || random.nextBoolean();
    graphics.setColor(color(darker ? ground - contrast : ground + contrast, random));
    Shape shape = glyph.outline(transform(random));
    if (glyph.isClosed() && random.nextDouble() < FILLED_SHARE) {
      graphics.fill(shape);
    }
    float thickness = (float) random.nextDouble(1.6, 5.2);
    graphics.setStroke(new BasicStroke(thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(shape);
  }

  private static AffineTransform transform(RandomGenerator random) {
    AffineTransform transform = new AffineTransform();
    transform.translate(SIDE * random.nextDouble(0.4, 0.6), SIDE * random.nextDouble(0.4, 0.6));
    transform.rotate(random.nextDouble(-0.7, 0.7));
    transform.shear(random.nextDouble(-0.3, 0.3), random.nextDouble(-0.15, 0.15));
    transform.scale(SIDE * random.nextDouble(0.26, 0.44), SIDE * random.nextDouble(0.26, 0.44));
    return transform;
  }

  private static void addNoise(BufferedImage image, RandomGenerator random) {
    double deviation = random.nextDouble(2, 26);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double noise = random.nextGaussian() * deviation;
        Color pixel = new Color(image.getRGB(x, y));
        int red = level(pixel.getRed() + noise);
        int green = level(pixel.getGreen() + noise);
        int blue = level(pixel.getBlue() + noise);
        image.setRGB(x, y, new Color(red, green, blue).getRGB());
      }
    }
  }

  /** A tint of the given brightness, between 0 and 1. */
  private static Color color(double brightness, RandomGenerator random) {
    double hue = random.nextDouble(2 * Math.PI);
    double tint = 0.18;
    return new Color(
        level(255 * (brightness + tint * Math.cos(hue))),
        level(255 * (brightness + tint * Math.cos(hue + 2.1) / 2)),
        level(255 * (brightness + tint * Math.cos(hue + 4.2))));
  }

  private static int level(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }
}
