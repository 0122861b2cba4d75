package io.dlpipelines.tensor;

import java.math.BigInteger;
import org.apache.spark.sql.types.Decimal;

/** Unsigned numbers of 64 bits as Spark's decimals, which hold all of them. */
final class UnsignedLongs {
  /** The number of digits of the largest. */
  static final int PRECISION = 20;

  private UnsignedLongs() {}

  static Decimal toDecimal(long bits) {
    return bits >= 0
        ? Decimal.apply(bits, PRECISION, 0)
        : Decimal.apply(
            new scala.math.BigDecimal(
                new java.math.BigDecimal(new BigInteger(Long.toUnsignedString(bits)))),
            PRECISION,
            0);
  }
}
