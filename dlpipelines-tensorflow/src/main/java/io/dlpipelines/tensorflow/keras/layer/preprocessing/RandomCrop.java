package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.layer.reshaping.AspectWindow;
import io.dlpipelines.tensorflow.keras.layer.reshaping.Interpolation;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A window at a random place, the same for the batch, in training. In scoring, and where images are
 * no larger than the window, as much of the middle as has the proportions, resized.
 */
final class RandomCrop extends ImageLayer {
  private final int height;
  private final int width;

  RandomCrop(LayerConfig config) {
    super(config);
    height = config.positive("height");
    width = config.positive("width");
    config.find("seed");
  }

  @Override
  Operand<TFloat32> changed(LayerCall call, Operand<TFloat32> images) {
    Ops tf = call.tf();
    Shape shape = images.shape();
    if (!call.training() || shape.get(1) <= height || shape.get(2) <= width) {
      return Interpolation.BILINEAR.resize(
          tf, new AspectWindow(tf, height, width).cropped(images), tf.array(height, width), false);
    }
    return tf.slice(
        images,
        tf.stack(
            List.of(
                tf.constant(0),
                start(call, shape.get(1) - height),
                start(call, shape.get(2) - width),
                tf.constant(0))),
        tf.array(-1, height, width, -1));
  }

  private static Operand<TInt32> start(LayerCall call, long last) {
    return call.integer(Math.toIntExact(last) + 1);
  }
}
