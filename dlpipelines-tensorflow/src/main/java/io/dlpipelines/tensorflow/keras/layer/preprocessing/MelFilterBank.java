package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Triangular filters whose peaks are at equal distances on the mel scale. They are computed by
 * TensorFlow in 32 bits, as in Keras: a narrow filter may hold nothing but a rounding error.
 *
 * @param bins the number of frequencies, from 0 to half of the sampling rate
 * @param samplingRate the samples per second
 * @param filters the number of filters
 * @param minFrequency the lower edge of the first filter, in hertz
 * @param maxFrequency the upper edge of the last filter, in hertz
 */
record MelFilterBank(
    int bins, double samplingRate, int filters, double minFrequency, double maxFrequency) {

  /** The weights, {@code [bins, filters]}; frequency 0 has none. */
  Operand<TFloat32> weights(Ops tf) {
    Operand<TFloat32> bin = tf.expandDims(mel(tf, tf.array(frequencies())), tf.constant(1));
    Operand<TFloat32> edges = edges(tf);
    Operand<TFloat32> lower = edgesFrom(tf, edges, 0);
    Operand<TFloat32> center = edgesFrom(tf, edges, 1);
    Operand<TFloat32> upper = edgesFrom(tf, edges, 2);
    Operand<TFloat32> rising = tf.math.div(tf.math.sub(bin, lower), tf.math.sub(center, lower));
    Operand<TFloat32> falling = tf.math.div(tf.math.sub(upper, bin), tf.math.sub(upper, center));
    Operand<TFloat32> triangles =
        tf.math.maximum(tf.constant(0f), tf.math.minimum(rising, falling));
    return tf.concat(
        List.of(tf.zeros(tf.array(1, filters), TFloat32.class), triangles), tf.constant(0));
  }

  /** All frequencies above 0, in hertz. */
  private float[] frequencies() {
    float highest = (float) samplingRate / 2;
    float[] frequencies = new float[bins - 1];
    for (int bin = 1; bin < bins; bin++) {
      frequencies[bin - 1] = bin == bins - 1 ? highest : highest / (bins - 1) * bin;
    }
    return frequencies;
  }

  private Operand<TFloat32> edges(Ops tf) {
    Operand<TFloat32> first = mel(tf, tf.array((float) minFrequency));
    Operand<TFloat32> last = mel(tf, tf.array((float) maxFrequency));
    float[] steps = new float[filters];
    for (int step = 0; step < filters; step++) {
      steps[step] = step + 1;
    }
    Operand<TFloat32> width =
        tf.math.div(tf.math.sub(last, first), tf.constant((float) (filters + 1)));
    Operand<TFloat32> between = tf.math.add(first, tf.math.mul(width, tf.array(steps)));
    return tf.concat(List.of(first, between, last), tf.constant(0));
  }

  private Operand<TFloat32> edgesFrom(Ops tf, Operand<TFloat32> edges, int begin) {
    return tf.reshape(tf.slice(edges, tf.array(begin), tf.array(filters)), tf.array(1, filters));
  }

  private static Operand<TFloat32> mel(Ops tf, Operand<TFloat32> hertz) {
    return tf.math.mul(
        tf.constant(1127f),
        tf.math.log(tf.math.add(tf.constant(1f), tf.math.div(hertz, tf.constant(700f)))));
  }
}
