package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The spectrogram of sequences by the short-time Fourier transform, whose window and waves are
 * weights of a convolution.
 */
final class StftSpectrogram extends Layer {
  private static final float EPSILON = 1e-7f;

  private final String mode;
  private final int frameLength;
  private final int frameStep;
  private final int frequencies;
  private final String padding;
  private final boolean expandDims;
  private final boolean channelsFirst;

  StftSpectrogram(LayerConfig config) {
    super(config);
    mode = config.choice("mode", "log", "log", "magnitude", "psd", "real", "imag", "angle", "stft");
    frameLength = config.integer("frame_length", 256);
    frameStep =
        config.find("frame_step").isPresent() ? config.positive("frame_step") : frameLength / 2;
    int fftLength =
        config.find("fft_length").isPresent()
            ? config.positive("fft_length")
            : 1 << (Integer.SIZE - Integer.numberOfLeadingZeros(frameLength - 1));
    frequencies = fftLength / 2 + 1;
    padding = config.choice("padding", "valid", "valid", "same");
    expandDims = config.flag("expand_dims", false);
    channelsFirst = config.channelsFirst();
    List.of("window", "periodic", "scaling").forEach(config::find);
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TFloat32> x = call.floats(3);
    Operand<TFloat32> channels = channelsFirst ? x : tf.linalg.transpose(x, tf.array(0, 2, 1));
    return call.unmasked(
        switch (mode) {
          case "real" -> arranged(tf, convolved(call, channels, "real_kernel"));
          case "imag" -> arranged(tf, convolved(call, channels, "imag_kernel"));
          default ->
              combined(
                  tf,
                  convolved(call, channels, "real_kernel"),
                  convolved(call, channels, "imag_kernel"));
        });
  }

  private Operand<TFloat32> combined(Ops tf, Operand<TFloat32> real, Operand<TFloat32> imag) {
    if (mode.equals("angle")) {
      return arranged(tf, tf.math.atan2(imag, real));
    }
    if (mode.equals("stft")) {
      return arranged(tf, tf.concat(List.of(real, imag), tf.constant(3)));
    }
    Operand<TFloat32> power = tf.math.add(tf.math.square(real), tf.math.square(imag));
    if (mode.equals("psd")) {
      // All frequencies but the first and the last one stand for a negative one too.
      float[] counts = new float[frequencies];
      java.util.Arrays.fill(counts, 2);
      counts[0] = 1;
      counts[frequencies - 1] = 1;
      return arranged(tf, tf.math.mul(power, tf.constant(counts)));
    }
    Operand<TFloat32> magnitude =
        arranged(tf, tf.math.sqrt(tf.math.maximum(power, tf.constant(EPSILON))));
    return mode.equals("magnitude")
        ? magnitude
        : tf.math.log(tf.math.maximum(magnitude, tf.constant(EPSILON)));
  }

  /** From {@code [batch, channels, time]} to {@code [batch, channels, time, frequencies]}. */
  private Operand<TFloat32> convolved(LayerCall call, Operand<TFloat32> x, String weight) {
    Ops tf = call.tf();
    Operand<TFloat32> kernel = call.weight(weight, Initializer.ZEROS, frameLength, 1, frequencies);
    List<Operand<TInt32>> sizes = Value.of(x).sizes(tf);
    Operand<TInt32> sequences = tf.math.mul(sizes.get(0), sizes.get(1));
    Operand<TFloat32> rows =
        tf.reshape(x, tf.stack(List.of(sequences, tf.constant(1), sizes.get(2), tf.constant(1))));
    Operand<TFloat32> found =
        tf.nn.conv2d(
            rows,
            tf.expandDims(kernel, tf.constant(0)),
            List.of(1L, (long) frameStep, (long) frameStep, 1L),
            padding.toUpperCase(Locale.ROOT));
    Operand<TInt32> times = Value.of(found).sizes(tf).get(2);
    return tf.reshape(
        found, tf.stack(List.of(sizes.get(0), sizes.get(1), times, tf.constant(frequencies))));
  }

  private Operand<TFloat32> arranged(Ops tf, Operand<TFloat32> x) {
    if (expandDims) {
      return channelsFirst ? x : tf.linalg.transpose(x, tf.array(0, 2, 3, 1));
    }
    List<Operand<TInt32>> sizes = Value.of(x).sizes(tf);
    Operand<TInt32> features = tf.math.mul(sizes.get(1), sizes.get(3));
    Operand<TFloat32> ordered =
        tf.linalg.transpose(x, channelsFirst ? tf.array(0, 1, 3, 2) : tf.array(0, 2, 1, 3));
    return tf.reshape(
        ordered,
        tf.stack(
            channelsFirst
                ? List.of(sizes.get(0), features, sizes.get(2))
                : List.of(sizes.get(0), sizes.get(2), features)));
  }
}
