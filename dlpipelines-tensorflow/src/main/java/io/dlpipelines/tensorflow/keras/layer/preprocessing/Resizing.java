package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.layer.reshaping.AspectWindow;
import io.dlpipelines.tensorflow.keras.layer.reshaping.Interpolation;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Images of one size, in floats. */
final class Resizing extends ImageLayer {
  private final int height;
  private final int width;
  private final Interpolation interpolation;
  private final boolean antialias;
  private final boolean crops;
  private final boolean pads;
  private final double fillValue;

  Resizing(LayerConfig config) {
    super(config);
    height = config.positive("height");
    width = config.positive("width");
    interpolation = Interpolation.of(config, Interpolation.BILINEAR);
    crops = config.flag("crop_to_aspect_ratio", false);
    pads = isSet(config, "pad_to_aspect_ratio");
    antialias = isSet(config, "antialias");
    fillValue = config.findNumber("fill_value").orElse(0);
    if (config.find("fill_mode").isPresent()) {
      config.choice("fill_mode", "constant", "constant");
    }
    if (crops && pads) {
      throw config.invalid(
          "[crop_to_aspect_ratio] and [pad_to_aspect_ratio] are both set; set one of them");
    }
  }

  /** Earlier versions of Keras do not know these settings: they are not filled in. */
  private static boolean isSet(LayerConfig config, String key) {
    return config.find(key).isPresent() && config.flag(key, false);
  }

  @Override
  Operand<TFloat32> changed(LayerCall call, Operand<TFloat32> images) {
    Ops tf = call.tf();
    AspectWindow window = new AspectWindow(tf, height, width);
    Operand<TFloat32> shaped =
        crops ? window.cropped(images) : pads ? window.padded(images, (float) fillValue) : images;
    return interpolation.resize(tf, shaped, tf.array(height, width), antialias);
  }
}
