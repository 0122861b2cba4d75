package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.layer.operation.ShortTimeFourier;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** The mel spectrogram of signals: {@code [..., mel bins, time]} of {@code [..., samples]}. */
final class MelSpectrogram extends Layer {
  private final int fftLength;
  private final ShortTimeFourier transform;
  private final MelFilterBank filters;
  private final float exponent;
  private final boolean powerToDecibels;
  private final double topDecibels;
  private final double minPower;
  private final double referencePower;

  MelSpectrogram(LayerConfig config) {
    super(config);
    fftLength = positive(config, "fft_length", 2048);
    int stride = positive(config, "sequence_stride", 512);
    int length =
        config.find("sequence_length").isPresent() ? config.positive("sequence_length") : fftLength;
    if (length > fftLength) {
      throw config.invalid(
          "[fft_length] is %d; it must be at least [sequence_length], which is %d"
              .formatted(fftLength, length));
    }
    transform =
        new ShortTimeFourier(
            fftLength,
            stride,
            true,
            window(config, length).map(window -> ShortTimeFourier.centered(window, fftLength)));
    double samplingRate = config.number("sampling_rate", 16000);
    double maxFrequency = config.findNumber("max_freq").orElse(0);
    filters =
        new MelFilterBank(
            fftLength / 2 + 1,
            samplingRate,
            positive(config, "num_mel_bins", 128),
            config.number("min_freq", 20),
            maxFrequency == 0 ? Math.floor(samplingRate / 2) : maxFrequency);
    exponent = (float) config.number("mag_exp", 2);
    powerToDecibels = config.flag("power_to_db", true);
    topDecibels = config.number("top_db", 80);
    minPower = config.number("min_power", 1e-10);
    referencePower = Math.abs(config.number("ref_power", 1));
  }

  private static int positive(LayerConfig config, String key, int missing) {
    config.integer(key, missing);
    return config.positive(key);
  }

  private static Optional<double[]> window(LayerConfig config, int length) {
    boolean none = config.toJson().has("window") && config.find("window").isEmpty();
    if (none) {
      return Optional.empty();
    }
    boolean named = config.find("window").map(JsonNode::isTextual).orElse(true);
    if (named) {
      return Optional.of(
          ShortTimeFourier.namedWindow(config.choice("window", "hann", "hann", "hamming"), length));
    }
    return Optional.of(
        config
            .find("window")
            .flatMap(NumberArray::of)
            .filter(array -> array.shape().equals(List.of((long) length)))
            .map(array -> array.values().stream().mapToDouble(Float::doubleValue).toArray())
            .orElseThrow(
                () ->
                    config.invalid(
                        "[window] is %s; it must be hann, hamming or %d numbers, which is [sequence_length]"
                            .formatted(config.find("window").orElseThrow(), length))));
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TFloat32> x = call.floats();
    requireSamples(x.shape());
    Operand<TFloat32> mel = filtered(tf, magnitudes(tf, transform.parts(tf, x)));
    Operand<TFloat32> scaled = powerToDecibels ? decibels(tf, mel) : mel;
    int rank = x.shape().numDimensions() + 1;
    int[] order = new int[rank];
    for (int axis = 0; axis < rank - 2; axis++) {
      order[axis] = axis;
    }
    order[rank - 2] = rank - 1;
    order[rank - 1] = rank - 2;
    return call.unmasked(tf.linalg.transpose(scaled, tf.constant(order)));
  }

  private void requireSamples(Shape shape) {
    if (shape.numDimensions() < 2) {
      throw config()
          .invalid("it takes inputs [batch, ..., samples], and is given %s".formatted(shape));
    }
    long samples = shape.get(shape.numDimensions() - 1);
    if (samples >= 0 && samples <= fftLength / 2) {
      throw config()
          .invalid(
              "its input has %d samples; it must have more than %d, half of [fft_length]"
                  .formatted(samples, fftLength / 2));
    }
  }

  private Operand<TFloat32> magnitudes(Ops tf, List<Operand<? extends TType>> parts) {
    Operand<TFloat32> real = parts.get(0).asOutput().expect(TFloat32.class);
    Operand<TFloat32> imaginary = parts.get(1).asOutput().expect(TFloat32.class);
    Operand<TFloat32> magnitude =
        tf.math.sqrt(tf.math.add(tf.math.square(real), tf.math.square(imaginary)));
    return tf.math.pow(magnitude, tf.constant(exponent));
  }

  private Operand<TFloat32> filtered(Ops tf, Operand<TFloat32> spectrogram) {
    List<Operand<TInt32>> sizes = Value.of(spectrogram).sizes(tf);
    Operand<TFloat32> frames = tf.reshape(spectrogram, tf.array(-1, filters.bins()));
    sizes.set(sizes.size() - 1, tf.constant(filters.filters()));
    return tf.reshape(tf.linalg.matMul(frames, filters.weights(tf)), tf.stack(sizes));
  }

  /** As in Keras, the highest value is that of the whole batch. */
  private Operand<TFloat32> decibels(Ops tf, Operand<TFloat32> power) {
    Operand<TFloat32> level = decibelsOf(tf, tf.math.maximum(power, tf.constant((float) minPower)));
    Operand<TFloat32> reference =
        decibelsOf(tf, tf.constant((float) Math.max(referencePower, minPower)));
    Operand<TFloat32> relative = tf.math.sub(level, reference);
    int[] axes = new int[relative.shape().numDimensions()];
    for (int axis = 0; axis < axes.length; axis++) {
      axes[axis] = axis;
    }
    Operand<TFloat32> lowest =
        tf.math.sub(tf.max(relative, tf.constant(axes)), tf.constant((float) topDecibels));
    return tf.math.maximum(relative, lowest);
  }

  private static Operand<TFloat32> decibelsOf(Ops tf, Operand<TFloat32> power) {
    return tf.math.mul(
        tf.constant(10f), tf.math.div(tf.math.log(power), tf.math.log(tf.constant(10f))));
  }
}
