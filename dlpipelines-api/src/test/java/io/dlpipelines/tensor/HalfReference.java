package io.dlpipelines.tensor;

/**
 * A 16-bit floating-point format as the table of its values: slow and plainly right. Bit patterns
 * of positive numbers are in the order of the numbers, and the pattern of infinity stands for the
 * number that would follow the largest: what rounds to it overflows.
 */
final class HalfReference {
  static final HalfReference FLOAT16 = new HalfReference(5, 10);
  static final HalfReference BFLOAT16 = new HalfReference(8, 7);

  private final double[] magnitudes;
  private final int quietNaN;

  private HalfReference(int exponentBits, int mantissaBits) {
    int bias = (1 << (exponentBits - 1)) - 1;
    int infinity = ((1 << exponentBits) - 1) << mantissaBits;
    magnitudes = new double[infinity + 1];
    for (int bits = 0; bits <= infinity; bits++) {
      int exponent = bits >> mantissaBits;
      double fraction = (bits & ((1 << mantissaBits) - 1)) / (double) (1 << mantissaBits);
      magnitudes[bits] =
          exponent == 0
              ? Math.pow(2, 1 - bias) * fraction
              : Math.pow(2, exponent - bias) * (1 + fraction);
    }
    quietNaN = infinity | 1 << (mantissaBits - 1);
  }

  /** The pattern of infinity. */
  int infinity() {
    return magnitudes.length - 1;
  }

  /** The number of a pattern. */
  float decode(short pattern) {
    int bits = pattern & 0x7fff;
    double magnitude;
    if (bits == infinity()) {
      magnitude = Double.POSITIVE_INFINITY;
    } else {
      magnitude = bits > infinity() ? Double.NaN : magnitudes[bits];
    }
    return (float) (pattern < 0 ? -magnitude : magnitude);
  }

  /** The pattern of the nearest number, of two equally near ones the even. */
  short encode(float value) {
    if (Float.isNaN(value)) {
      return (short) quietNaN;
    }
    double magnitude = Math.abs((double) value);
    int low = 0;
    int high = infinity();
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (magnitudes[middle] <= magnitude) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double below = magnitude - magnitudes[low];
    double above = magnitudes[high] - magnitude;
    int nearest = below < above || (below == above && low % 2 == 0) ? low : high;
    return (short) (1 / value < 0 || value < 0 ? nearest | 0x8000 : nearest);
  }

  /** The number halfway between a positive pattern and the next, exact in single precision. */
  float tieAbove(int bits) {
    return (float) ((magnitudes[bits] + magnitudes[bits + 1]) / 2);
  }
}
