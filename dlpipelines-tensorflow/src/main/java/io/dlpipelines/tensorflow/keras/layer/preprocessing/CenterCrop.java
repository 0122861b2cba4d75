package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.layer.reshaping.AspectWindow;
import io.dlpipelines.tensorflow.keras.layer.reshaping.Interpolation;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The middle of images. Those that are known to be too small are resized, as much of them as has
 * the proportions.
 */
final class CenterCrop extends ImageLayer {
  private final int height;
  private final int width;

  CenterCrop(LayerConfig config) {
    super(config);
    height = config.positive("height");
    width = config.positive("width");
  }

  @Override
  Operand<TFloat32> changed(LayerCall call, Operand<TFloat32> images) {
    Ops tf = call.tf();
    Shape shape = images.shape();
    if (tooSmall(shape.get(1), height) || tooSmall(shape.get(2), width)) {
      return Interpolation.BILINEAR.resize(
          tf, new AspectWindow(tf, height, width).cropped(images), tf.array(height, width), false);
    }
    List<Operand<TInt32>> sizes = Value.of(images).sizes(tf);
    return tf.slice(
        images,
        tf.stack(
            List.of(
                tf.constant(0),
                half(tf, sizes.get(1), height),
                half(tf, sizes.get(2), width),
                tf.constant(0))),
        tf.array(-1, height, width, -1));
  }

  private static boolean tooSmall(long size, int wanted) {
    return size >= 0 && size < wanted;
  }

  private static Operand<TInt32> half(Ops tf, Operand<TInt32> size, int wanted) {
    return tf.math.floorDiv(tf.math.sub(size, tf.constant(wanted)), tf.constant(2));
  }
}
