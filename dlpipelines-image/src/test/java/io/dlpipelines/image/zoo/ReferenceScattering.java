package io.dlpipelines.image.zoo;

import java.util.ArrayList;
import java.util.List;

/**
 * The scattering transform of one image channel from its formulas, in float64, one sum of complex
 * products per value: slow, and without a line in common with what it checks.
 *
 * <p>Every value is computed at its place in the image, in pixels: a map of octave {@code j} has
 * its sample {@code i} at {@code (i + 1/2) 2^j - 1/2}.
 */
final class ReferenceScattering {

  private final int scales;
  private final int angles;

  /** Where Gaussians are cut, in standard deviations. */
  private final double support;

  ReferenceScattering(int scales, int angles, double support) {
    this.scales = scales;
    this.angles = angles;
    this.support = support;
  }

  /** Paths in the documented order, each {@code [height / 2^J][width / 2^J]}. */
  List<double[][]> coefficients(double[][] image) {
    List<double[][]> paths = new ArrayList<>();
    paths.add(average(image, 0));
    double[][][][] first = new double[scales][angles][][];
    for (int j = 0; j < scales; j++) {
      for (int l = 0; l < angles; l++) {
        first[j][l] = modulus(image, 0, j, l);
        paths.add(average(first[j][l], j));
      }
    }
    for (int j1 = 0; j1 < scales; j1++) {
      for (int j2 = j1 + 1; j2 < scales; j2++) {
        for (int l1 = 0; l1 < angles; l1++) {
          for (int l2 = 0; l2 < angles; l2++) {
            paths.add(average(modulus(first[j1][l1], j1, j2, l2), j2));
          }
        }
      }
    }
    return paths;
  }

  private double[][] modulus(double[][] map, int octave, int scale, int l) {
    double sigma = 0.8 * Math.pow(2, scale);
    double slant = 4.0 / angles;
    double theta = l * Math.PI / angles;
    double reach = support * sigma * Math.max(1, 1 / slant);
    int step = 1 << (scale - octave);
    double[][] result = new double[map.length / step][map[0].length / step];
    for (int row = 0; row < result.length; row++) {
      for (int column = 0; column < result[0].length; column++) {
        double real = 0;
        double imaginary = 0;
        double carrierSum = 0;
        double envelopeSum = 0;
        double envelopeTimesMap = 0;
        for (int y = first(row, scale, octave, reach); y <= last(row, scale, octave, reach); y++) {
          for (int x = first(column, scale, octave, reach);
              x <= last(column, scale, octave, reach);
              x++) {
            double dy = place(row, scale) - place(y, octave);
            double dx = place(column, scale) - place(x, octave);
            double s = dx * Math.cos(theta) + dy * Math.sin(theta);
            double t = dy * Math.cos(theta) - dx * Math.sin(theta);
            double envelope = Math.exp(-(s * s + slant * slant * t * t) / (2 * sigma * sigma));
            double phase = 0.75 * Math.PI * s / Math.pow(2, scale);
            double value = mirrored(map, y, x);
            real += value * envelope * Math.cos(phase);
            imaginary += value * envelope * Math.sin(phase);
            carrierSum += envelope * Math.cos(phase);
            envelopeSum += envelope;
            envelopeTimesMap += value * envelope;
          }
        }
        real -= carrierSum / envelopeSum * envelopeTimesMap;
        double area = Math.pow(4, octave);
        result[row][column] =
            area * slant / (2 * Math.PI * sigma * sigma) * Math.hypot(real, imaginary);
      }
    }
    return result;
  }

  private double[][] average(double[][] map, int octave) {
    double sigma = 0.8 * Math.pow(2, scales - 1);
    double reach = support * sigma;
    int step = 1 << (scales - octave);
    double[][] result = new double[map.length / step][map[0].length / step];
    for (int row = 0; row < result.length; row++) {
      for (int column = 0; column < result[0].length; column++) {
        double sum = 0;
        double weights = 0;
        for (int y = first(row, scales, octave, reach);
            y <= last(row, scales, octave, reach);
            y++) {
          for (int x = first(column, scales, octave, reach);
              x <= last(column, scales, octave, reach);
              x++) {
            double dy = place(row, scales) - place(y, octave);
            double dx = place(column, scales) - place(x, octave);
            double weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
            sum += weight * mirrored(map, y, x);
            weights += weight;
          }
        }
        result[row][column] = sum / weights;
      }
    }
    return result;
  }

  private static double place(int index, int octave) {
    return (index + 0.5) * Math.pow(2, octave) - 0.5;
  }

  /** The window is widened to whole samples on both sides, as the documented square is. */
  private static int first(int index, int octave, int finer, double reach) {
    double centre = (place(index, octave) + 0.5) / Math.pow(2, finer) - 0.5;
    return (int) Math.ceil(centre - radius(finer, reach));
  }

  private static int last(int index, int octave, int finer, double reach) {
    double centre = (place(index, octave) + 0.5) / Math.pow(2, finer) - 0.5;
    return (int) Math.floor(centre + radius(finer, reach));
  }

  private static double radius(int finer, double reach) {
    return Math.ceil(reach / Math.pow(2, finer));
  }

  private static double mirrored(double[][] map, int row, int column) {
    return map[mirrored(row, map.length)][mirrored(column, map[0].length)];
  }

  private static int mirrored(int index, int length) {
    int inside = index;
    while (inside < 0 || inside >= length) {
      inside = inside < 0 ? -1 - inside : 2 * length - 1 - inside;
    }
    return inside;
  }
}
