package io.dlpipelines.tensorflow.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** A constant of integers that is a shape, or its first dimension. */
final class ConstantShape {
  private final NodeDef node;
  private final long[] sizes;

  ConstantShape(NodeDef node) {
    this.node = node;
    this.sizes = sizes(node.getAttrOrThrow("value").getTensor());
  }

  String name() {
    return node.getName();
  }

  /** The first size; -1 if there is none. */
  long first() {
    return sizes.length == 0 ? -1 : sizes[0];
  }

  NodeDef withFirst(long size) {
    TensorProto old = node.getAttrOrThrow("value").getTensor();
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(old.getDtype()).setTensorShape(old.getTensorShape());
    long[] changed = sizes.clone();
    changed[0] = size;
    for (long each : changed) {
      if (old.getDtype() == DataType.DT_INT32) {
        tensor.addIntVal((int) each);
      } else {
        tensor.addInt64Val(each);
      }
    }
    return node.toBuilder()
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  /** Values are bytes, or a list whose last one is repeated. */
  private static long[] sizes(TensorProto tensor) {
    boolean small = tensor.getDtype() == DataType.DT_INT32;
    ByteBuffer bytes =
        tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.hasRemaining()) {
      long[] sizes = new long[bytes.remaining() / (small ? Integer.BYTES : Long.BYTES)];
      for (int axis = 0; axis < sizes.length; axis++) {
        sizes[axis] = small ? bytes.getInt() : bytes.getLong();
      }
      return sizes;
    }
    long[] listed =
        small
            ? tensor.getIntValList().stream().mapToLong(Integer::longValue).toArray()
            : tensor.getInt64ValList().stream().mapToLong(Long::longValue).toArray();
    int rank =
        tensor.getTensorShape().getDimCount() == 0
            ? 1
            : (int) tensor.getTensorShape().getDim(0).getSize();
    long[] sizes = Arrays.copyOf(listed, rank);
    if (listed.length > 0 && listed.length < rank) {
      Arrays.fill(sizes, listed.length, rank, listed[listed.length - 1]);
    }
    return sizes;
  }
}
