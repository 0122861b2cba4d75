package io.dlpipelines.image.codec;

/**
 * How the outputs along one axis are mixed from the inputs: output {@code i} is the sum of {@code
 * counts[i]} inputs from {@code starts[i]} on, times the weights from {@code i * taps} on.
 *
 * @param taps the largest count
 */
record AxisWeights(int[] starts, int[] counts, int taps, float[] weights) {

  /** Kernel weights far below what shows in 8 bits, left by rounding at the edge of a kernel. */
  private static final double NEGLIGIBLE = 1e-9;

  /** Mixes {@code inputs} values into {@code outputs}. */
  static AxisWeights stretch(Interpolation interpolation, int inputs, int outputs) {
    return of(interpolation, 0, inputs, inputs, outputs);
  }

  /**
   * Mixes a part of the inputs into {@code outputs}.
   *
   * @param from where the part begins, in inputs
   * @param length how long it is
   * @param inputs how many there are, those outside the part included: they are mixed in too
   */
  static AxisWeights of(
      Interpolation interpolation, double from, double length, int inputs, int outputs) {
    double scale = length / outputs;
    double grid = interpolation.isAntialias() ? Math.max(scale, 1) : 1;
    boolean byCoverage = interpolation == Interpolation.AREA;
    double reach = byCoverage ? scale / 2 : interpolation.support() * grid;
    int taps = (int) Math.min(inputs, 2 * (long) Math.ceil(reach) + 1);
    int[] starts = new int[outputs];
    int[] counts = new int[outputs];
    float[] weights = new float[Math.multiplyExact(outputs, taps)];
    double[] exact = new double[taps];
    for (int i = 0; i < outputs; i++) {
      double centre = from + (i + 0.5) * scale;
      int first;
      int count;
      double sum = 0;
      if (interpolation == Interpolation.NEAREST) {
        first = Math.min((int) centre, inputs - 1);
        count = 1;
        exact[0] = sum = 1;
      } else {
        double low = centre - reach;
        double high = centre + reach;
        first = Math.max(0, (int) (byCoverage ? low : low + 0.5));
        int end = Math.min(inputs, (int) (byCoverage ? Math.ceil(high) : high + 0.5));
        first = Math.min(first, inputs - 1);
        count = Math.min(Math.max(1, end - first), taps);
        for (int k = 0; k < count; k++) {
          int input = first + k;
          exact[k] =
              byCoverage
                  ? Math.max(0, Math.min(high, input + 1) - Math.max(low, input))
                  : interpolation.weight((input + 0.5 - centre) / grid);
          sum += exact[k];
        }
        while (count > 1 && Math.abs(exact[count - 1]) < NEGLIGIBLE) {
          count--;
        }
      }
      starts[i] = first;
      counts[i] = count;
      for (int k = 0; k < count; k++) {
        weights[i * taps + k] = (float) (exact[k] / sum);
      }
    }
    return new AxisWeights(starts, counts, taps, weights);
  }
}
