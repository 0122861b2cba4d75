package io.dlpipelines.tensorflow.safety;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** How much memory a constant takes, where its type, shape and content agree. */
final class ConstantSize {
  private static final int MAXIMAL_RANK = 254;

  /** Elements whose content is bytes of a fixed number. */
  private static final Map<DataType, Integer> BYTES = new EnumMap<>(DataType.class);

  /** Elements that are objects: strings, handles, variants. */
  private static final int OBJECT_BYTES = 32;

  static {
    put(1, DataType.DT_BOOL, DataType.DT_INT8, DataType.DT_UINT8, DataType.DT_QINT8);
    put(1, DataType.DT_QUINT8, DataType.DT_INT4, DataType.DT_UINT4);
    put(1, DataType.DT_FLOAT8_E5M2, DataType.DT_FLOAT8_E4M3FN);
    put(2, DataType.DT_HALF, DataType.DT_BFLOAT16, DataType.DT_INT16, DataType.DT_UINT16);
    put(2, DataType.DT_QINT16, DataType.DT_QUINT16);
    put(4, DataType.DT_FLOAT, DataType.DT_INT32, DataType.DT_UINT32, DataType.DT_QINT32);
    put(8, DataType.DT_DOUBLE, DataType.DT_INT64, DataType.DT_UINT64, DataType.DT_COMPLEX64);
    put(16, DataType.DT_COMPLEX128);
  }

  private ConstantSize() {}

  private static void put(int bytes, DataType... types) {
    for (DataType type : types) {
      BYTES.put(type, bytes);
    }
  }

  /**
   * The size of a tensor in memory.
   *
   * @throws InconsistentException if type, shape and content do not agree
   */
  static long bytes(TensorProto tensor) {
    DataType type = tensor.getDtype();
    if (tensor.getTensorShape().getUnknownRank()) {
      throw new InconsistentException("has no rank");
    }
    long elements = elements(tensor.getTensorShape());
    if (elements < 0) {
      throw new InconsistentException("has a dimension of unknown size");
    }
    ByteString content = tensor.getTensorContent();
    Integer each = BYTES.get(type);
    if (each != null) {
      long bytes = multiply(elements, each, tensor.getTensorShape());
      if (!content.isEmpty() && content.size() != bytes) {
        throw new InconsistentException(
            "has %d bytes, and %d elements of type %s take %d",
            content.size(), elements, type, bytes);
      }
      return bytes;
    }
    switch (type) {
      case DT_STRING -> {
        if (!content.isEmpty()) {
          requireStrings(content, elements);
        }
      }
      case DT_RESOURCE, DT_VARIANT -> {
        if (!content.isEmpty()) {
          throw new InconsistentException("of type %s has bytes for its content", type);
        }
      }
      default -> throw new InconsistentException("has the type %s, which no value has", type);
    }
    return multiply(elements, OBJECT_BYTES, tensor.getTensorShape());
  }

  /**
   * The number of elements; -1 if it is not known.
   *
   * @throws InconsistentException if there cannot be that many, or dimensions
   */
  static long elements(TensorShapeProto shape) {
    if (shape.getUnknownRank()) {
      return -1;
    }
    if (shape.getDimCount() > MAXIMAL_RANK) {
      throw new InconsistentException("has %d dimensions", shape.getDimCount());
    }
    long elements = 1;
    boolean known = true;
    for (TensorShapeProto.Dim dimension : shape.getDimList()) {
      if (dimension.getSize() < -1) {
        throw new InconsistentException("has a dimension of size %d", dimension.getSize());
      }
      known &= dimension.getSize() >= 0;
      elements = multiply(elements, Math.max(1, dimension.getSize()), shape);
    }
    boolean empty = shape.getDimList().stream().anyMatch(each -> each.getSize() == 0);
    return known ? (empty ? 0 : elements) : -1;
  }

  private static long multiply(long left, long right, TensorShapeProto shape) {
    try {
      return Math.multiplyExact(left, right);
    } catch (ArithmeticException tooMany) {
      throw new InconsistentException(
          "has the shape %s, of more elements than can be counted",
          shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList());
    }
  }

  /** The lengths of all strings, then the strings. */
  private static void requireStrings(ByteString content, long count) {
    CodedInputStream in = content.newCodedInput();
    try {
      long length = 0;
      for (long index = 0; index < count; index++) {
        length = Math.addExact(length, in.readUInt64());
      }
      if (in.getTotalBytesRead() + length == content.size()) {
        return;
      }
    } catch (IOException | ArithmeticException malformed) {
      // Told below.
    }
    throw new InconsistentException("has bytes that are not %d strings", count);
  }
}
