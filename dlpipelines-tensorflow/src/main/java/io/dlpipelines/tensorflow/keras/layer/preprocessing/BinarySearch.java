package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Finds numbers among sorted ones by stateless operations: a hash table would be a resource, which
 * a frozen graph cannot initialize.
 */
record BinarySearch(long[] sorted) {

  /**
   * The index of the first sorted number that is at least as large, the last one if there is none.
   */
  Operand<TInt32> indices(Ops tf, Operand<TInt64> numbers) {
    Operand<TInt64> row = tf.constant(Shape.of(1, sorted.length), DataBuffers.of(sorted));
    Operand<TInt32> found = tf.lowerBound(row, tf.reshape(numbers, tf.array(1, -1)));
    return tf.reshape(tf.math.minimum(found, tf.constant(sorted.length - 1)), tf.shape(numbers));
  }
}
