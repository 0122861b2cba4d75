package io.dlpipelines.tensorflow.keras.layer.attention;

import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Dropout of attention weights.
 *
 * @param rate the probability
 */
record Dropped(double rate) {

  static Dropped of(LayerConfig config) {
    double rate = config.number("dropout", 0);
    if (!(rate >= 0 && rate <= 1)) {
      throw config.invalid("[dropout] is %s; it must be at least 0 and at most 1".formatted(rate));
    }
    config.find("seed");
    return new Dropped(rate);
  }

  boolean drops() {
    return rate > 0;
  }

  Operand<TFloat32> apply(LayerCall call, Operand<TFloat32> weights) {
    if (!call.training() || rate == 0) {
      return weights;
    }
    Ops tf = call.tf();
    if (rate == 1) {
      return tf.zerosLike(weights);
    }
    Operand<TFloat32> random = call.uniform(tf.shape(weights));
    Operand<TFloat32> kept =
        tf.dtypes.cast(tf.math.greaterEqual(random, tf.constant((float) rate)), TFloat32.class);
    return tf.math.mul(weights, tf.math.mul(kept, tf.constant((float) (1 / (1 - rate)))));
  }
}
