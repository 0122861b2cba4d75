package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.core.Min;
import org.tensorflow.types.TFloat32;

/** Images of which each channel reaches from the lowest to the highest value, always. */
final class AutoContrast extends ImageLayer {
  private final Augmentation.Range values;

  AutoContrast(LayerConfig config) {
    super(config);
    values = Augmentation.Range.ofValues(config);
    config.find("seed");
  }

  @Override
  Operand<TFloat32> changed(LayerCall call, Operand<TFloat32> images) {
    Ops tf = call.tf();
    Operand<TFloat32> low = tf.min(images, tf.array(1, 2), Min.keepDims(true));
    Operand<TFloat32> high = tf.max(images, tf.array(1, 2), Max.keepDims(true));
    Operand<TFloat32> fraction = tf.math.div(tf.math.sub(images, low), tf.math.sub(high, low));
    Operand<TFloat32> stretched =
        tf.math.add(
            tf.math.mul(fraction, tf.constant((float) (values.high() - values.low()))),
            tf.constant((float) values.low()));
    // A channel of one value stays as it is.
    return tf.select(tf.math.isNan(stretched), images, stretched);
  }
}
