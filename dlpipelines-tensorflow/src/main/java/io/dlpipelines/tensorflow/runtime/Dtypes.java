package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensor.Dtype;
import java.util.Optional;
import org.tensorflow.proto.DataType;

/** TensorFlow's element types as the library's. */
public final class Dtypes {

  private Dtypes() {}

  /**
   * The library's name of a TensorFlow type.
   *
   * @param type the type, a reference type included
   * @return empty for types that no column can hold
   */
  public static Optional<Dtype> find(DataType type) {
    return Optional.ofNullable(
        switch (type) {
          case DT_HALF, DT_HALF_REF -> Dtype.FLOAT16;
          case DT_BFLOAT16, DT_BFLOAT16_REF -> Dtype.BFLOAT16;
          case DT_FLOAT, DT_FLOAT_REF -> Dtype.FLOAT32;
          case DT_DOUBLE, DT_DOUBLE_REF -> Dtype.FLOAT64;
          case DT_INT32, DT_INT32_REF -> Dtype.INT32;
          case DT_INT64, DT_INT64_REF -> Dtype.INT64;
          case DT_INT8, DT_INT8_REF -> Dtype.INT8;
          case DT_INT16, DT_INT16_REF -> Dtype.INT16;
          case DT_UINT8, DT_UINT8_REF -> Dtype.UINT8;
          case DT_UINT16, DT_UINT16_REF -> Dtype.UINT16;
          case DT_UINT32, DT_UINT32_REF -> Dtype.UINT32;
          case DT_UINT64, DT_UINT64_REF -> Dtype.UINT64;
          case DT_BOOL, DT_BOOL_REF -> Dtype.BOOL;
          case DT_STRING, DT_STRING_REF -> Dtype.STRING;
          default -> null;
        });
  }

  /**
   * TensorFlow's name of a type.
   *
   * @param dtype the type
   * @return the type in TensorFlow's terms
   */
  public static DataType toProto(Dtype dtype) {
    return switch (dtype) {
      case FLOAT16 -> DataType.DT_HALF;
      case BFLOAT16 -> DataType.DT_BFLOAT16;
      case FLOAT32 -> DataType.DT_FLOAT;
      case FLOAT64 -> DataType.DT_DOUBLE;
      case INT32 -> DataType.DT_INT32;
      case INT64 -> DataType.DT_INT64;
      case INT8 -> DataType.DT_INT8;
      case INT16 -> DataType.DT_INT16;
      case UINT8 -> DataType.DT_UINT8;
      case UINT16 -> DataType.DT_UINT16;
      case UINT32 -> DataType.DT_UINT32;
      case UINT64 -> DataType.DT_UINT64;
      case BOOL -> DataType.DT_BOOL;
      case STRING -> DataType.DT_STRING;
    };
  }
}
