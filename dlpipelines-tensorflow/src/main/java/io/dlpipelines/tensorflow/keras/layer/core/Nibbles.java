package io.dlpipelines.tensorflow.keras.layer.core;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Integers of 4 bits, of which Keras packs two into a byte, the first into its lower half. */
final class Nibbles {
  private static final float RADIX = 16;

  private Nibbles() {}

  /**
   * Adds the operations that unpack the last axis.
   *
   * @param packed bytes, signed or not
   * @param size of the last axis when it is unpacked
   * @param signed whether the integers are from -8 to 7, not from 0 to 15
   */
  static Operand<TFloat32> unpacked(Ops tf, Operand<TFloat32> packed, long size, boolean signed) {
    int rank = packed.shape().numDimensions();
    Operand<TFloat32> low = tf.math.floorMod(packed, tf.constant(RADIX));
    Operand<TFloat32> high =
        tf.math.floorMod(
            tf.math.floor(tf.math.div(packed, tf.constant(RADIX))), tf.constant(RADIX));
    Operand<TFloat32> pairs = tf.stack(java.util.List.of(low, high), Stack.axis((long) rank));
    Operand<TInt32> leading = tf.slice(tf.shape(packed), tf.array(0), tf.array(rank - 1));
    Operand<TFloat32> all =
        tf.reshape(pairs, tf.concat(java.util.List.of(leading, tf.array(-1)), tf.constant(0)));
    int[] kept = java.util.stream.IntStream.range(0, (int) size).toArray();
    Operand<TFloat32> values = tf.gather(all, tf.constant(kept), tf.constant(rank - 1));
    return signed
        ? tf.select(
            tf.math.greaterEqual(values, tf.constant(RADIX / 2)),
            tf.math.sub(values, tf.constant(RADIX)),
            values)
        : values;
  }
}
