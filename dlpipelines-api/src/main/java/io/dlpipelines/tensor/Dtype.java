package io.dlpipelines.tensor;

/** Element types of tensors that can be exchanged with Spark columns. */
public enum Dtype {
  /** IEEE 754 half precision. */
  FLOAT16(2, true),
  /** The upper 16 bits of a float. */
  BFLOAT16(2, true),
  /** IEEE 754 single precision. */
  FLOAT32(4, true),
  /** IEEE 754 double precision. */
  FLOAT64(8, true),
  /** Signed, 32 bits. */
  INT32(4, false),
  /** Signed, 64 bits. */
  INT64(8, false),
  /** Signed, 8 bits. */
  INT8(1, false),
  /** Signed, 16 bits. */
  INT16(2, false),
  /** Unsigned, 8 bits. */
  UINT8(1, false),
  /** Unsigned, 16 bits. */
  UINT16(2, false),
  /** Unsigned, 32 bits. */
  UINT32(4, false),
  /** Unsigned, 64 bits. */
  UINT64(8, false),
  /** One byte, 0 or 1. */
  BOOL(1, false),
  /** A sequence of bytes of any length. */
  STRING(0, false);

  private final int byteSize;
  private final boolean floating;

  Dtype(int byteSize, boolean floating) {
    this.byteSize = byteSize;
    this.floating = floating;
  }

  /**
   * Bytes of one element.
   *
   * @return the size, 0 for {@link #STRING}
   */
  public int byteSize() {
    return byteSize;
  }

  /**
   * Whether elements are floating-point numbers.
   *
   * @return true for the four floating types
   */
  public boolean isFloating() {
    return floating;
  }
}
