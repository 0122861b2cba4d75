package io.dlpipelines.image.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
    double[] offsets = offsets(octave, scale, support * sigma * Math.max(1, 1 / slant));
    int size = offsets.length;
    double[][] envelope = new double[size][size];
    double[][] phase = new double[size][size];
    double carrierSum = 0;
    double envelopeSum = 0;
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        double s = offsets[k] * Math.cos(theta) + offsets[i] * Math.sin(theta);
        double t = offsets[i] * Math.cos(theta) - offsets[k] * Math.sin(theta);
        envelope[i][k] = Math.exp(-(s * s + slant * slant * t * t) / (2 * sigma * sigma));
        phase[i][k] = 0.75 * Math.PI * s / Math.pow(2, scale);
        carrierSum += envelope[i][k] * Math.cos(phase[i][k]);
        envelopeSum += envelope[i][k];
      }
    }
    double beta = carrierSum / envelopeSum;
    double area = Math.pow(4, octave);
    double factor = area * slant / (2 * Math.PI * sigma * sigma);
    double[][] real = new double[size][size];
    double[][] imaginary = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        real[i][k] = factor * envelope[i][k] * (Math.cos(phase[i][k]) - beta);
        imaginary[i][k] = factor * envelope[i][k] * Math.sin(phase[i][k]);
      }
    }
    double[][] re = weighted(map, octave, scale, real);
    double[][] im = weighted(map, octave, scale, imaginary);
    for (int row = 0; row < re.length; row++) {
      for (int column = 0; column < re[row].length; column++) {
        re[row][column] = Math.hypot(re[row][column], im[row][column]);
      }
    }
    return re;
  }

  private double[][] average(double[][] map, int octave) {
    double sigma = 0.8 * Math.pow(2, scales - 1);
    double[] offsets = offsets(octave, scales, support * sigma);
    double[][] weights = new double[offsets.length][offsets.length];
    double total = 0;
    for (double dy : offsets) {
      for (double dx : offsets) {
        total += Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
      }
    }
    for (int i = 0; i < offsets.length; i++) {
      for (int k = 0; k < offsets.length; k++) {
        double squared = offsets[i] * offsets[i] + offsets[k] * offsets[k];
        weights[i][k] = Math.exp(-squared / (2 * sigma * sigma)) / total;
      }
    }
    return weighted(map, octave, scales, weights);
  }

  /** The map of octave {@code coarse}, from a window of weights about each of its samples. */
  private static double[][] weighted(double[][] map, int octave, int coarse, double[][] weights) {
    int step = 1 << (coarse - octave);
    int before = (weights.length - step) / 2;
    double[][] result = new double[map.length / step][map[0].length / step];
    for (int row = 0; row < result.length; row++) {
      for (int column = 0; column < result[0].length; column++) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
          double[] line = map[mirrored(row * step - before + i, map.length)];
          for (int k = 0; k < weights.length; k++) {
            sum += weights[i][k] * line[mirrored(column * step - before + k, line.length)];
          }
        }
        result[row][column] = sum;
      }
    }
    return result;
  }

  /** How far, in pixels, the samples of octave {@code fine} in a window are from its centre. */
  private static double[] offsets(int fine, int coarse, double reach) {
    double spacing = Math.pow(2, fine);
    int radius = (int) Math.ceil(reach / spacing);
    double centre = place(0, coarse);
    return IntStream.rangeClosed(-2 * radius - 1, 2 * radius + (1 << (coarse - fine)))
        .mapToDouble(i -> place(i, fine) - centre)
        .filter(offset -> Math.abs(offset) <= radius * spacing)
        .toArray();
  }

  private static double place(int index, int octave) {
    return (index + 0.5) * Math.pow(2, octave) - 0.5;
  }

  private static int mirrored(int index, int length) {
    int inside = index;
    while (inside < 0 || inside >= length) {
      inside = inside < 0 ? -1 - inside : 2 * length - 1 - inside;
    }
    return inside;
  }
}
