package io.dlpipelines.samples.data;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** What the generated images show: outlines within -1 and 1 on both axes. */
enum Glyph {
  ARROW(arrow()),
  CIRCLE(new Ellipse2D.Double(-0.8, -0.8, 1.6, 1.6)),
  CRESCENT(crescent()),
  CROSS(cross()),
  HEART(heart()),
  PENTAGON(ring(5, 0.88, 0.88)),
  SPIRAL(curve(3.6 * Math.PI, t -> radius(t) * Math.cos(t), t -> radius(t) * Math.sin(t))),
  STAR(ring(10, 0.92, 0.4)),
  TRIANGLE(ring(3, 0.95, 0.95)),
  WAVE(curve(3 * Math.PI, t -> t / (1.5 * Math.PI) * 0.9 - 0.9, t -> 0.5 * Math.sin(t)));

  private final Shape outline;

  Glyph(Shape outline) {
    this.outline = outline;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Shape outline(AffineTransform transform) {
    return transform.createTransformedShape(outline);
  }

  /** Whether the outline encloses an area that can be painted. */
  boolean isClosed() {
    return switch (this) {
      case CIRCLE, CRESCENT, HEART, PENTAGON, STAR, TRIANGLE -> true;
      case ARROW, CROSS, SPIRAL, WAVE -> false;
    };
  }

  private static double radius(double angle) {
    return 0.92 * angle / (3.6 * Math.PI);
  }

  private static Shape arrow() {
    Path2D path = new Path2D.Double();
    path.moveTo(-0.85, 0);
    path.lineTo(0.85, 0);
    path.moveTo(0.3, -0.55);
    path.lineTo(0.85, 0);
    path.lineTo(0.3, 0.55);
    return path;
  }

  private static Shape crescent() {
    Area area = new Area(new Ellipse2D.Double(-0.85, -0.85, 1.7, 1.7));
    area.subtract(new Area(new Ellipse2D.Double(-0.35, -0.75, 1.5, 1.5)));
    return area;
  }

  private static Shape cross() {
    Path2D path = new Path2D.Double();
    path.moveTo(-0.8, 0);
    path.lineTo(0.8, 0);
    path.moveTo(0, -0.8);
    path.lineTo(0, 0.8);
    return path;
  }

  private static Shape heart() {
    Path2D path = new Path2D.Double();
    path.moveTo(0, 0.85);
    path.curveTo(-1.5, -0.1, -0.7, -1.25, 0, -0.4);
    path.curveTo(0.7, -1.25, 1.5, -0.1, 0, 0.85);
    path.closePath();
    return path;
  }

  /** A polygon around the centre, whose corners lie on two circles in turn. */
  private static Shape ring(int corners, double evenRadius, double oddRadius) {
    Path2D path = new Path2D.Double();
    for (int corner = 0; corner < corners; corner++) {
      double angle = 2 * Math.PI * corner / corners - Math.PI / 2;
      double radius = corner % 2 == 0 ? evenRadius : oddRadius;
      double x = radius * Math.cos(angle);
      double y = radius * Math.sin(angle);
      if (corner == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    path.closePath();
    return path;
  }

  private static Shape curve(double end, DoubleUnaryOperator x, DoubleUnaryOperator y) {
    Path2D path = new Path2D.Double();
    path.moveTo(x.applyAsDouble(0), y.applyAsDouble(0));
    int segments = 96;
    for (int segment = 1; segment <= segments; segment++) {
      double t = end * segment / segments;
      path.lineTo(x.applyAsDouble(t), y.applyAsDouble(t));
    }
    return path;
  }
}
