package io.dlpipelines.tensor;

import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;

/**
 * What a column's elements are, and the tensor types they may be fed to: widening as in Java, and
 * double to float. Spark has no unsigned types: a byte goes to an unsigned byte bit by bit, other
 * integers go to an unsigned type if it holds the value. Half precision takes what single precision
 * does, since Spark has no shorter float.
 */
enum ElementType {
  BYTE(
      true,
      Dtype.INT8,
      Dtype.INT16,
      Dtype.INT32,
      Dtype.INT64,
      Dtype.UINT8,
      Dtype.UINT16,
      Dtype.UINT32,
      Dtype.UINT64),
  SHORT(
      true,
      Dtype.INT16,
      Dtype.INT32,
      Dtype.INT64,
      Dtype.UINT8,
      Dtype.UINT16,
      Dtype.UINT32,
      Dtype.UINT64),
  INT(true, Dtype.INT32, Dtype.INT64, Dtype.UINT16, Dtype.UINT32, Dtype.UINT64),
  LONG(true, Dtype.INT64, Dtype.UINT32, Dtype.UINT64),
  FLOAT(true),
  DOUBLE(true),
  UNSIGNED_BYTE(
      true,
      Dtype.UINT8,
      Dtype.UINT16,
      Dtype.UINT32,
      Dtype.UINT64,
      Dtype.INT16,
      Dtype.INT32,
      Dtype.INT64),
  BOOLEAN(false, Dtype.BOOL),
  STRING(false, Dtype.STRING),
  BINARY(false, Dtype.STRING);

  private final boolean numeric;
  private final Set<Dtype> targets;

  ElementType(boolean numeric, Dtype... targets) {
    this.numeric = numeric;
    this.targets = Set.of(targets);
  }

  /** Whether elements may be fed to a tensor of this type. */
  boolean canFeed(Dtype dtype) {
    return targets.contains(dtype) || (numeric && dtype.isFloating());
  }

  /** Whether a bit-for-bit copy is all that feeding takes. */
  boolean isSameAs(Dtype dtype) {
    return switch (this) {
      case BYTE -> dtype == Dtype.UINT8 || dtype == Dtype.INT8;
      case UNSIGNED_BYTE -> dtype == Dtype.UINT8;
      case SHORT -> dtype == Dtype.INT16;
      case INT -> dtype == Dtype.INT32;
      case LONG -> dtype == Dtype.INT64;
      case FLOAT -> dtype == Dtype.FLOAT32;
      case DOUBLE -> dtype == Dtype.FLOAT64;
      case BOOLEAN -> dtype == Dtype.BOOL;
      case STRING, BINARY -> false;
    };
  }

  /**
   * The largest value that an integer tensor type holds, where elements may be negative or larger.
   *
   * @return the type's largest value; -1 if every element fits
   */
  long largest(Dtype dtype) {
    if (this == UNSIGNED_BYTE || this == BYTE && dtype == Dtype.UINT8) {
      return -1;
    }
    return switch (dtype) {
      case UINT8 -> 0xFFL;
      case UINT16 -> 0xFFFFL;
      case UINT32 -> 0xFFFFFFFFL;
      case UINT64 -> Long.MAX_VALUE;
      default -> -1;
    };
  }

  /** The element type of a Spark type that is no array, struct or map. */
  static Optional<ElementType> find(DataType type) {
    ElementType found = null;
    if (type instanceof ByteType) {
      found = BYTE;
    } else if (type instanceof ShortType) {
      found = SHORT;
    } else if (type instanceof IntegerType) {
      found = INT;
    } else if (type instanceof LongType) {
      found = LONG;
    } else if (type instanceof FloatType) {
      found = FLOAT;
    } else if (type instanceof DoubleType) {
      found = DOUBLE;
    } else if (type instanceof BooleanType) {
      found = BOOLEAN;
    } else if (type instanceof StringType) {
      found = STRING;
    } else if (type instanceof BinaryType) {
      found = BINARY;
    }
    return Optional.ofNullable(found);
  }
}
