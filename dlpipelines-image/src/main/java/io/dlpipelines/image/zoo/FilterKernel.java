package io.dlpipelines.image.zoo;

/**
 * Real filters sampled on one square grid, {@code values[filter][row][column]}, which lead from a
 * map to one that is {@code step} times coarser.
 *
 * <p>Samples lie at the centres of squares that tile the image. Hence the centre of a filter falls
 * on a sample where the step is 1 and in the middle of four where it is even: the side of the grid
 * is odd or even accordingly. Distances are in samples of the finer map.
 */
record FilterKernel(int step, double[][][] values) {

  /** Where a Gaussian is cut, in standard deviations. */
  private static final double SUPPORT = 3;

  private static final double SIGMA = 0.8;
  private static final double FREQUENCY = 0.75 * Math.PI;

  int filters() {
    return values.length;
  }

  int side() {
    return values[0].length;
  }

  /** Samples that the filters read beyond each border of the finer map. */
  int padding() {
    return (side() - step) / 2;
  }

  /** The one filter that averages down to a map {@code step} times coarser. */
  static FilterKernel lowPass(int step) {
    double sigma = SIGMA * step / 2;
    double[] grid = grid(step, sigma);
    double[][] gaussian = gaussian(grid, sigma, 1, 0);
    double norm = 1 / sum(gaussian);
    return new FilterKernel(step, new double[][][] {combined(norm, gaussian, 0, gaussian)});
  }

  /**
   * Wavelets {@code octave} octaves coarser than the map that they read: the real parts of all
   * angles, then the imaginary parts.
   */
  static FilterKernel morlets(int octave, int angles) {
    int step = 1 << octave;
    double sigma = SIGMA * step;
    double frequency = FREQUENCY / step;
    double slant = 4.0 / angles;
    double norm = slant / (2 * Math.PI * sigma * sigma);
    double[] grid = grid(step, sigma * Math.max(1, 1 / slant));
    double[][][] values = new double[2 * angles][][];
    for (int angle = 0; angle < angles; angle++) {
      double theta = Math.PI * angle / angles;
      double[][] envelope = gaussian(grid, sigma, slant, theta);
      double[][] real = new double[grid.length][grid.length];
      double[][] imaginary = new double[grid.length][grid.length];
      for (int row = 0; row < grid.length; row++) {
        for (int column = 0; column < grid.length; column++) {
          double phase = frequency * along(grid[row], grid[column], theta);
          real[row][column] = envelope[row][column] * Math.cos(phase);
          imaginary[row][column] = envelope[row][column] * Math.sin(phase);
        }
      }
      double mean = sum(real) / sum(envelope);
      values[angle] = combined(norm, real, -mean * norm, envelope);
      values[angles + angle] = combined(norm, imaginary, 0, envelope);
    }
    return new FilterKernel(step, values);
  }

  private static double[] grid(int step, double longestSigma) {
    int radius = (int) Math.ceil(SUPPORT * longestSigma);
    double[] positions = new double[step == 1 ? 2 * radius + 1 : 2 * radius];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i - (positions.length - 1) / 2.0;
    }
    return positions;
  }

  private static double[][] gaussian(double[] grid, double sigma, double slant, double theta) {
    double[][] values = new double[grid.length][grid.length];
    for (int row = 0; row < grid.length; row++) {
      for (int column = 0; column < grid.length; column++) {
        double s = along(grid[row], grid[column], theta);
        double t = slant * along(grid[row], grid[column], theta + Math.PI / 2);
        values[row][column] = Math.exp(-(s * s + t * t) / (2 * sigma * sigma));
      }
    }
    return values;
  }

  private static double along(double row, double column, double theta) {
    return column * Math.cos(theta) + row * Math.sin(theta);
  }

  private static double sum(double[][] values) {
    double sum = 0;
    for (double[] row : values) {
      for (double value : row) {
        sum += value;
      }
    }
    return sum;
  }

  /** {@code p * a + q * b}. */
  private static double[][] combined(double p, double[][] a, double q, double[][] b) {
    double[][] values = new double[a.length][a.length];
    for (int row = 0; row < a.length; row++) {
      for (int column = 0; column < a.length; column++) {
        values[row][column] = p * a[row][column] + q * b[row][column];
      }
    }
    return values;
  }
}
