package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Changes images at random in training, each in another way, and gives them as they are else. */
abstract class Augmentation extends ImageLayer {

  Augmentation(LayerConfig config) {
    super(config);
    config.find("seed");
  }

  abstract Operand<TFloat32> augmented(LayerCall call, Operand<TFloat32> images);

  @Override
  final Operand<TFloat32> changed(LayerCall call, Operand<TFloat32> images) {
    return call.training() ? augmented(call, images) : images;
  }

  /** Numbers for each image, of a shape {@code [batch, 1, ...]}. */
  static Operand<TFloat32> uniform(
      LayerCall call, Operand<TFloat32> images, int rank, Range range) {
    Ops tf = call.tf();
    List<Operand<TInt32>> sizes = Value.of(images).sizes(tf).subList(0, 1);
    for (int axis = 1; axis < rank; axis++) {
      sizes.add(tf.constant(1));
    }
    return tf.math.add(
        tf.math.mul(
            call.uniform(tf.stack(sizes)), tf.constant((float) (range.high() - range.low()))),
        tf.constant((float) range.low()));
  }

  /** Where numbers lie. */
  record Range(double low, double high) {

    /** A number for both sides, or a number for each. */
    static Range of(LayerConfig config, String key) {
      JsonNode value =
          config.find(key).orElseThrow(() -> config.invalid("[%s] is missing".formatted(key)));
      if (value.isNumber()) {
        return new Range(-Math.abs(value.asDouble()), Math.abs(value.asDouble()));
      }
      if (value.size() != 2 || !value.get(0).isNumber() || !value.get(1).isNumber()) {
        throw config.invalid(
            "[%s] is %s; it must be a number or two of them".formatted(key, value));
      }
      double one = value.get(0).asDouble();
      double other = value.get(1).asDouble();
      return new Range(Math.min(one, other), Math.max(one, other));
    }

    /** The setting {@code value_range}, between which pixels stay. */
    static Range ofValues(LayerConfig config) {
      return config.find("value_range").isPresent() ? of(config, "value_range") : new Range(0, 255);
    }

    Operand<TFloat32> clip(Ops tf, Operand<TFloat32> x) {
      return tf.clipByValue(x, tf.constant((float) low), tf.constant((float) high));
    }
  }
}
