package io.dlpipelines.tensorflow.precision;

import java.util.Locale;
import org.tensorflow.proto.DataType;

/** The numbers that matrices are multiplied and images convolved in. */
public enum Precision {
  /** 8 bits of exponent, 24 of precision: what networks are made of. */
  FLOAT32(DataType.DT_FLOAT),
  /** 5 bits of exponent, 11 of precision: at most 65,504. */
  FLOAT16(DataType.DT_HALF),
  /** 8 bits of exponent, 8 of precision: the range of float32. */
  BFLOAT16(DataType.DT_BFLOAT16);

  private final DataType type;

  Precision(DataType type) {
    this.type = type;
  }

  /**
   * The precision of a Param's value.
   *
   * @param paramValue such as {@code bfloat16}
   * @return the precision
   * @throws IllegalArgumentException if there is none of this name
   */
  public static Precision of(String paramValue) {
    return valueOf(paramValue.toUpperCase(Locale.ROOT));
  }

  /**
   * The value that a Param has for it.
   *
   * @return such as {@code bfloat16}
   */
  public String paramValue() {
    return name().toLowerCase(Locale.ROOT);
  }

  DataType type() {
    return type;
  }
}
