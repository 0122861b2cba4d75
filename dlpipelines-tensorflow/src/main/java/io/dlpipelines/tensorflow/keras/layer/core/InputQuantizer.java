package io.dlpipelines.tensorflow.keras.layer.core;

import com.fasterxml.jackson.databind.JsonNode;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.types.TFloat32;

/** Rounds a layer's inputs as Keras's AbsMaxQuantizer does, by their largest absolute values. */
record InputQuantizer(float low, float high, float epsilon) {
  static final InputQuantizer INT8 = new InputQuantizer(-127, 127, 1e-7f);

  /** Reads what Keras writes for a quantizer. */
  static InputQuantizer of(JsonNode quantizer) {
    JsonNode config = quantizer.path("config");
    JsonNode range = config.path("value_range").path("items");
    JsonNode limits = range.isArray() ? range : config.path("value_range");
    return new InputQuantizer(
        (float) limits.path(0).asDouble(INT8.low),
        (float) limits.path(1).asDouble(INT8.high),
        (float) config.path("epsilon").asDouble(INT8.epsilon));
  }

  /**
   * Adds the operations.
   *
   * @param axes over which there is one scale
   * @return values of the same scale as the inputs
   */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x, int... axes) {
    Operand<TFloat32> largest = tf.max(tf.math.abs(x), tf.constant(axes), Max.keepDims(true));
    Operand<TFloat32> scale =
        tf.math.div(tf.constant(high), tf.math.add(largest, tf.constant(epsilon)));
    Operand<TFloat32> rounded =
        tf.clipByValue(tf.math.round(tf.math.mul(x, scale)), tf.constant(low), tf.constant(high));
    return tf.math.div(rounded, scale);
  }
}
