package io.dlpipelines.tensor;

/**
 * Conversions between float and the two 16-bit floating-point formats, rounding to nearest even.
 */
final class HalfPrecision {
  private static final int FLOAT16_BIAS = 15;
  private static final int FLOAT16_MANTISSA_BITS = 10;
  private static final int FLOAT16_INFINITY = 0x7c00;

  private HalfPrecision() {}

  static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** IEEE 754-2019 binary16. */
  static short toFloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    if (Float.isNaN(value)) {
      return (short) (sign | FLOAT16_INFINITY | 0x200);
    }
    float magnitude = Math.abs(value);
    if (magnitude >= 65520f) {
      return (short) (sign | FLOAT16_INFINITY);
    }
    int exponent = Math.max(Math.getExponent(magnitude), 1 - FLOAT16_BIAS);
    // Math.rint rounds to even; the quotient is exact, and a carry walks into the exponent.
    int mantissa =
        (int) Math.rint(Math.scalb((double) magnitude, FLOAT16_MANTISSA_BITS - exponent));
    int biased = exponent + FLOAT16_BIAS - 1;
    return (short) (sign | ((biased << FLOAT16_MANTISSA_BITS) + mantissa));
  }

  static float fromFloat16(short bits) {
    int exponent = (bits >>> FLOAT16_MANTISSA_BITS) & 0x1f;
    int mantissa = bits & 0x3ff;
    float magnitude;
    if (exponent == 0x1f) {
      magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((float) mantissa, 1 - FLOAT16_BIAS - FLOAT16_MANTISSA_BITS);
    } else {
      magnitude =
          Math.scalb((float) (mantissa | 0x400), exponent - FLOAT16_BIAS - FLOAT16_MANTISSA_BITS);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
