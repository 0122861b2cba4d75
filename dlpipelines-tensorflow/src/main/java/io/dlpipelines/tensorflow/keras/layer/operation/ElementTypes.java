package io.dlpipelines.tensorflow.keras.layer.operation;

import static org.tensorflow.proto.DataType.DT_BOOL;
import static org.tensorflow.proto.DataType.DT_COMPLEX128;
import static org.tensorflow.proto.DataType.DT_COMPLEX64;
import static org.tensorflow.proto.DataType.DT_DOUBLE;
import static org.tensorflow.proto.DataType.DT_FLOAT;
import static org.tensorflow.proto.DataType.DT_INT16;
import static org.tensorflow.proto.DataType.DT_INT32;
import static org.tensorflow.proto.DataType.DT_INT64;
import static org.tensorflow.proto.DataType.DT_INT8;
import static org.tensorflow.proto.DataType.DT_UINT16;
import static org.tensorflow.proto.DataType.DT_UINT32;
import static org.tensorflow.proto.DataType.DT_UINT64;
import static org.tensorflow.proto.DataType.DT_UINT8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.DataType;

/** Types of numbers by Keras's names, and which type arithmetic with two of them has. */
final class ElementTypes {
  private static final List<DataType> UNSIGNED = List.of(DT_UINT8, DT_UINT16, DT_UINT32);
  private static final List<DataType> SIGNED = List.of(DT_INT8, DT_INT16, DT_INT32, DT_INT64);
  private static final List<DataType> INEXACT =
      List.of(DT_FLOAT, DT_DOUBLE, DT_COMPLEX64, DT_COMPLEX128);

  /** All floats that have fewer bits are computed in 32. */
  private static final Map<String, DataType> NAMES =
      Map.ofEntries(
          Map.entry("bool", DT_BOOL),
          Map.entry("uint8", DT_UINT8),
          Map.entry("int8", DT_INT8),
          Map.entry("uint16", DT_UINT16),
          Map.entry("int16", DT_INT16),
          Map.entry("uint32", DT_UINT32),
          Map.entry("int32", DT_INT32),
          Map.entry("uint64", DT_UINT64),
          Map.entry("int64", DT_INT64),
          Map.entry("float16", DT_FLOAT),
          Map.entry("bfloat16", DT_FLOAT),
          Map.entry("float32", DT_FLOAT),
          Map.entry("float64", DT_DOUBLE),
          Map.entry("float", DT_FLOAT),
          Map.entry("double", DT_DOUBLE),
          Map.entry("int", DT_INT32),
          Map.entry("complex64", DT_COMPLEX64),
          Map.entry("complex128", DT_COMPLEX128));

  private ElementTypes() {}

  static Optional<DataType> find(String name) {
    return Optional.ofNullable(NAMES.get(name));
  }

  static boolean isFloating(DataType type) {
    return type == DT_FLOAT || type == DT_DOUBLE;
  }

  static boolean isComplex(DataType type) {
    return type == DT_COMPLEX64 || type == DT_COMPLEX128;
  }

  /** Whether it is a type of floats or of complex numbers. */
  static boolean isInexact(DataType type) {
    return INEXACT.contains(type);
  }

  static boolean isUnsigned(DataType type) {
    return UNSIGNED.contains(type) || type == DT_UINT64;
  }

  /** The type of the real and imaginary part. */
  static DataType partOf(DataType complex) {
    return complex == DT_COMPLEX128 ? DT_DOUBLE : DT_FLOAT;
  }

  /** The narrowest type that Keras has for the numbers of both. */
  static DataType wider(DataType one, DataType other) {
    if (one == other || other == DT_BOOL) {
      return one;
    }
    if (one == DT_BOOL) {
      return other;
    }
    if (isInexact(one) || isInexact(other)) {
      return widerInexact(one, other);
    }
    if (one == DT_UINT64 || other == DT_UINT64) {
      return isUnsigned(one) && isUnsigned(other) ? DT_UINT64 : DT_FLOAT;
    }
    int unsigned = Math.max(UNSIGNED.indexOf(one), UNSIGNED.indexOf(other));
    int signed = Math.max(SIGNED.indexOf(one), SIGNED.indexOf(other));
    return signed < 0 ? UNSIGNED.get(unsigned) : SIGNED.get(Math.max(signed, unsigned + 1));
  }

  private static DataType widerInexact(DataType one, DataType other) {
    boolean complex = isComplex(one) || isComplex(other);
    boolean wide =
        List.of(DT_DOUBLE, DT_COMPLEX128).contains(one)
            || List.of(DT_DOUBLE, DT_COMPLEX128).contains(other);
    if (complex) {
      return wide ? DT_COMPLEX128 : DT_COMPLEX64;
    }
    return wide ? DT_DOUBLE : DT_FLOAT;
  }

  /** What a tensor becomes by arithmetic with a plain number: that has a kind, but no width. */
  static DataType with(DataType tensor, DataType number) {
    boolean stays = isInexact(tensor) || !isInexact(number) && tensor != DT_BOOL;
    return stays ? tensor : wider(tensor, number);
  }

  /** What sums and products of many have: small integers are too narrow for them. */
  static DataType ofSums(DataType type) {
    return switch (type) {
      case DT_BOOL, DT_INT8, DT_INT16 -> DT_INT32;
      case DT_UINT8, DT_UINT16 -> DT_UINT32;
      default -> type;
    };
  }
}
