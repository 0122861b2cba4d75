package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Equalizes the histograms of tiles, always; pixels are between those of the tiles around. */
final class ContrastLimitedAdaptiveHistogramEqualization extends ImageLayer {
  private static final Augmentation.Range BYTES = new Augmentation.Range(0, 255);

  private final Augmentation.Range values;
  private final double clipLimit;
  private final int[] grid;

  ContrastLimitedAdaptiveHistogramEqualization(LayerConfig config) {
    super(config);
    values = Augmentation.Range.ofValues(config);
    clipLimit = config.number("clip_limit", 4);
    grid = config.sizes("tile_grid_size", 2, 8);
  }

  @Override
  Operand<TFloat32> changed(LayerCall call, Operand<TFloat32> images) {
    Ops tf = call.tf();
    for (int axis = 1; axis <= 2; axis++) {
      requireTiles(images.shape().get(axis), grid[axis - 1]);
    }
    Operand<TFloat32> equalized =
        new TileEqualization(tf, grid[0], grid[1], clipLimit)
            .apply(scaled(tf, images, values, BYTES));
    return scaled(tf, equalized, BYTES, values);
  }

  /** Images are reflected to fill the last tiles, and an image is reflected only once. */
  private void requireTiles(long size, int tiles) {
    if (size >= 0 && tiles > 2 * size) {
      throw config()
          .invalid(
              "[tile_grid_size] divides %d pixels into %d tiles; it must divide them into at most %d"
                  .formatted(size, tiles, 2 * size));
    }
  }

  private static Operand<TFloat32> scaled(
      Ops tf, Operand<TFloat32> x, Augmentation.Range from, Augmentation.Range to) {
    if (from.equals(to)) {
      return x;
    }
    Operand<TFloat32> low = tf.constant((float) from.low());
    Operand<TFloat32> fraction =
        tf.math.div(tf.math.sub(x, low), tf.math.sub(tf.constant((float) from.high()), low));
    Operand<TFloat32> target = tf.constant((float) to.low());
    return tf.math.add(
        tf.math.mul(fraction, tf.math.sub(tf.constant((float) to.high()), target)), target);
  }
}
