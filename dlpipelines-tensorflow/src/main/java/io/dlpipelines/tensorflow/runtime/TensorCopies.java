package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensor.TensorBuffer;
import java.util.Arrays;
import org.tensorflow.RawTensor;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;

/** Copies between buffers in Java memory and native tensors, one block at a time. */
final class TensorCopies {

  private TensorCopies() {}

  /** A new native tensor with the buffer's shape and elements; the caller closes it. */
  static Tensor toNative(TensorBuffer buffer) {
    Shape shape = Shape.of(buffer.dimensions());
    if (buffer.stringCount() > 0 || buffer.dtype().byteSize() == 0) {
      return strings(buffer, shape);
    }
    Tensor tensor = allocate(buffer);
    try {
      ByteDataBuffer target = tensor.asRawTensor().data();
      target.write(buffer.bytes(), 0, buffer.byteCount());
      return tensor;
    } catch (RuntimeException failure) {
      tensor.close();
      throw failure;
    }
  }

  /** Copies a native tensor's shape and elements into the buffer. */
  static void fromNative(Tensor tensor, TensorBuffer buffer) {
    buffer.clear();
    buffer.setDimensions(tensor.shape().asArray());
    if (tensor instanceof TString strings) {
      strings.asBytes().scalars().forEach(scalar -> buffer.appendString(scalar.getObject()));
      return;
    }
    RawTensor raw = tensor.asRawTensor();
    int count = Math.toIntExact(raw.numBytes());
    int start = buffer.reserve(count);
    raw.data().read(buffer.bytes(), start, count);
  }

  /**
   * A new native tensor of the buffer's type, or the one that {@link CarriedTypes} carries it as,
   * and shape, whose elements are not set.
   */
  static Tensor allocate(TensorBuffer buffer) {
    Shape shape = Shape.of(buffer.dimensions());
    return switch (buffer.dtype()) {
      case FLOAT16 -> TFloat16.tensorOf(shape);
      case BFLOAT16 -> TBfloat16.tensorOf(shape);
      case FLOAT32 -> TFloat32.tensorOf(shape);
      case FLOAT64 -> TFloat64.tensorOf(shape);
      case INT32, UINT32 -> TInt32.tensorOf(shape);
      case INT64, UINT64 -> TInt64.tensorOf(shape);
      case UINT8, INT8 -> TUint8.tensorOf(shape);
      case UINT16, INT16 -> TUint16.tensorOf(shape);
      case BOOL -> TBool.tensorOf(shape);
      case STRING -> throw new IllegalArgumentException("strings have no fixed size");
    };
  }

  private static Tensor strings(TensorBuffer buffer, Shape shape) {
    byte[][] values = new byte[buffer.stringCount()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = Arrays.copyOfRange(buffer.bytes(), buffer.stringStart(i), buffer.stringEnd(i));
    }
    DataBuffer<byte[]> data = DataBuffers.of(values, true, false);
    return TString.tensorOfBytes(NdArrays.wrap(shape, data));
  }
}
