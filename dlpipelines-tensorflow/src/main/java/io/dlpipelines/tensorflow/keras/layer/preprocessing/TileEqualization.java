package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Min;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * Contrast-limited adaptive histogram equalization of images {@code [batch, height, width,
 * channels]} with values from 0 to 255.
 *
 * @param tf the graph
 * @param rows the number of tiles along the height
 * @param columns the number of tiles along the width
 * @param clipLimit the limit of a histogram's counts, as a multiple of their mean; 0 for none
 */
record TileEqualization(Ops tf, int rows, int columns, double clipLimit) {
  private static final int LEVELS = 256;

  /**
   * The pixels along the height or the width of padded images.
   *
   * @param tileSize the number of pixels in a tile
   * @param padding the number of pixels added at the end
   * @param tile the tile that holds a pixel
   * @param before the tile with the nearest center before a pixel, or the first tile
   * @param after the tile with the nearest center after a pixel, or the last tile
   * @param weight the weight of the tile after a pixel, from 0 to 1
   */
  private record Axis(
      Operand<TInt32> tileSize,
      Operand<TInt32> padding,
      Operand<TInt32> tile,
      Operand<TInt32> before,
      Operand<TInt32> after,
      Operand<TFloat32> weight) {}

  Operand<TFloat32> apply(Operand<TFloat32> images) {
    List<Operand<TInt32>> sizes = Value.of(images).sizes(tf);
    Axis down = axis(sizes.get(1), rows, 2);
    Axis across = axis(sizes.get(2), columns, 1);
    Operand<TInt32> levels = levels(images, down, across);
    Operand<TInt32> channels = tf.math.mul(sizes.get(0), sizes.get(3));
    Operand<TInt32> channel =
        tf.reshape(
            tf.range(tf.constant(0), channels, tf.constant(1)),
            tf.stack(List.of(sizes.get(0), tf.constant(1), tf.constant(1), sizes.get(3))));
    Operand<TFloat32> histograms =
        histograms(
            index(channel, down.tile(), across.tile(), levels),
            tf.math.mul(channels, tf.constant(rows * columns * LEVELS)));
    Operand<TInt32> pixels = tf.math.mul(down.tileSize(), across.tileSize());
    Operand<TFloat32> table = tf.reshape(equalized(histograms, pixels), tf.array(-1));
    Operand<TFloat32> above =
        blended(
            looked(table, index(channel, down.before(), across.before(), levels)),
            looked(table, index(channel, down.before(), across.after(), levels)),
            across.weight());
    Operand<TFloat32> below =
        blended(
            looked(table, index(channel, down.after(), across.before(), levels)),
            looked(table, index(channel, down.after(), across.after(), levels)),
            across.weight());
    return tf.slice(blended(above, below, down.weight()), tf.array(0, 0, 0, 0), tf.stack(sizes));
  }

  private Axis axis(Operand<TInt32> size, int tiles, int axesAfter) {
    Operand<TInt32> count = tf.constant(tiles);
    Operand<TInt32> tileSize = tf.math.floorDiv(tf.math.add(size, tf.constant(tiles - 1)), count);
    Operand<TInt32> padded = tf.math.mul(tileSize, count);
    Operand<TInt32> shape = axesAfter == 2 ? tf.array(-1, 1, 1) : tf.array(-1, 1);
    Operand<TInt32> places = tf.reshape(tf.range(tf.constant(0), padded, tf.constant(1)), shape);
    Operand<TFloat32> floats = tf.dtypes.cast(tileSize, TFloat32.class);
    Operand<TFloat32> middle = tf.math.div(floats, tf.constant(2f));
    Operand<TFloat32> position =
        tf.math.add(
            tf.math.div(tf.math.sub(tf.dtypes.cast(places, TFloat32.class), middle), floats),
            tf.constant(1f));
    Operand<TFloat32> floor = tf.math.floor(position);
    Operand<TInt32> after = tf.dtypes.cast(floor, TInt32.class);
    return new Axis(
        tileSize,
        tf.math.sub(padded, size),
        tf.math.floorDiv(places, tileSize),
        tf.math.maximum(tf.math.sub(after, tf.constant(1)), tf.constant(0)),
        tf.math.minimum(after, tf.constant(tiles - 1)),
        tf.math.sub(position, floor));
  }

  private Operand<TInt32> levels(Operand<TFloat32> images, Axis down, Axis across) {
    Operand<TInt32> none = tf.constant(0);
    Operand<TInt32> ends = tf.stack(List.of(none, down.padding(), across.padding(), none));
    Operand<TInt32> paddings = tf.stack(List.of(tf.array(0, 0, 0, 0), ends), Stack.axis(1L));
    return tf.clipByValue(
        tf.dtypes.cast(tf.mirrorPad(images, paddings, "SYMMETRIC"), TInt32.class),
        none,
        tf.constant(LEVELS - 1));
  }

  /** The places of levels in the histograms of channels and tiles. */
  private Operand<TInt32> index(
      Operand<TInt32> channel, Operand<TInt32> row, Operand<TInt32> column, Operand<TInt32> level) {
    Operand<TInt32> rowIndex = tf.math.add(tf.math.mul(channel, tf.constant(rows)), row);
    Operand<TInt32> tileIndex = tf.math.add(tf.math.mul(rowIndex, tf.constant(columns)), column);
    return tf.math.add(tf.math.mul(tileIndex, tf.constant(LEVELS)), level);
  }

  private Operand<TFloat32> histograms(Operand<TInt32> places, Operand<TInt32> count) {
    Operand<TFloat32> ones = tf.onesLike(tf.dtypes.cast(places, TFloat32.class));
    return tf.reshape(tf.math.unsortedSegmentSum(ones, places, count), tf.array(-1, LEVELS));
  }

  /** The new values of all levels, {@code [tiles, 256]}. */
  private Operand<TFloat32> equalized(Operand<TFloat32> histograms, Operand<TInt32> pixels) {
    Operand<TInt32> last = tf.constant(-1);
    Operand<TFloat32> sums =
        tf.math.cumsum(clipLimit > 0 ? clipped(histograms, pixels) : histograms, last);
    Operand<TFloat32> lowest = tf.min(sums, last, Min.keepDims(true));
    Operand<TFloat32> rest = tf.math.sub(tf.dtypes.cast(pixels, TFloat32.class), lowest);
    Operand<TFloat32> divisor =
        tf.select(tf.math.equal(rest, tf.constant(0f)), tf.onesLike(rest), rest);
    Operand<TFloat32> values =
        tf.math.div(
            tf.math.mul(tf.math.sub(sums, lowest), tf.constant((float) (LEVELS - 1))), divisor);
    return tf.clipByValue(values, tf.constant(0f), tf.constant((float) (LEVELS - 1)));
  }

  /** Histograms whose counts above the limit are spread over all levels. */
  private Operand<TFloat32> clipped(Operand<TFloat32> histograms, Operand<TInt32> pixels) {
    Operand<TFloat64> limit =
        tf.math.div(
            tf.math.mul(tf.constant(clipLimit), tf.dtypes.cast(pixels, TFloat64.class)),
            tf.constant((double) LEVELS));
    Operand<TFloat32> kept = tf.math.minimum(histograms, tf.dtypes.cast(limit, TFloat32.class));
    Operand<TFloat32> excess =
        tf.sum(tf.math.sub(histograms, kept), tf.constant(-1), Sum.keepDims(true));
    return tf.math.add(kept, tf.math.div(excess, tf.constant((float) LEVELS)));
  }

  private Operand<TFloat32> looked(Operand<TFloat32> table, Operand<TInt32> places) {
    return tf.gather(table, places, tf.constant(0));
  }

  private Operand<TFloat32> blended(
      Operand<TFloat32> before, Operand<TFloat32> after, Operand<TFloat32> weight) {
    return tf.math.add(
        tf.math.mul(before, tf.math.sub(tf.constant(1f), weight)), tf.math.mul(after, weight));
  }
}
