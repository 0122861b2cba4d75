package io.dlpipelines.tensorflow.graph;

import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A sparse or ragged tensor of a signature.
 *
 * @param key its name in the signature
 * @param dtype the type of its values
 * @param shape of the dense tensor with the same values
 * @param encoding how it is kept: indices, values and shape; or values and row splits
 */
record CompositeTensor(String key, DataType dtype, TensorShapeProto shape, Encoding encoding) {

  String component(int index) {
    return encoding.components().get(index);
  }

  boolean isSparse() {
    return encoding.kind() == Encoding.Kind.SPARSE;
  }

  /** How many dimensions have rows of different lengths. */
  int raggedRank() {
    return encoding.components().size() - 1;
  }
}
