package io.dlpipelines.tensorflow.keras.layer.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * How Keras quantized the weights of a layer: they are stored as integers with scales, and
 * multiplied as Keras does it, so that results are Keras's.
 *
 * @param mode the kind of quantization
 * @param bits of each weight
 * @param block how many weights along the input have a scale of their own, -1 for all
 * @param inputs how inputs are rounded, empty if they are not
 */
record Quantization(Mode mode, int bits, int block, Optional<InputQuantizer> inputs) {
  private static final Pattern POLICY =
      Pattern.compile("(int8|int4|float8|gptq|awq)(?:/(-?\\d{1,9}))?(?:/(-?\\d{1,9}))?_from_.*");

  enum Mode {
    INT8,
    INT4,
    FLOAT8,
    GPTQ,
    AWQ
  }

  /**
   * Reads the settings {@code dtype} and {@code quantization_config}.
   *
   * @param byDefault how inputs are rounded in {@code int4} where the file does not say it
   * @throws IllegalArgumentException if the layer cannot be quantized in this way
   */
  static Optional<Quantization> find(
      LayerConfig config, Optional<InputQuantizer> byDefault, Mode... modes) {
    Optional<JsonNode> settings =
        config.find("quantization_config").map(value -> value.path("config"));
    Matcher policy = POLICY.matcher(config.toJson().path("dtype").asText());
    if (!policy.matches()) {
      return Optional.empty();
    }
    Mode mode = Mode.valueOf(policy.group(1).toUpperCase(Locale.ROOT));
    if (!Arrays.asList(modes).contains(mode)) {
      throw config.invalid(
          "it is quantized to %s, which is not supported for this class; save the model without quantization"
              .formatted(policy.group(1)));
    }
    Optional<InputQuantizer> inputs =
        switch (mode) {
          case INT8 -> Optional.of(InputQuantizer.INT8);
          case INT4 -> byDefault;
          default -> Optional.empty();
        };
    if (settings.isPresent() && (mode == Mode.INT8 || mode == Mode.INT4)) {
      inputs =
          Optional.of(settings.get().path("activation_quantizer"))
              .filter(JsonNode::isObject)
              .map(InputQuantizer::of);
    }
    boolean weightBits = mode == Mode.GPTQ && policy.group(3) != null;
    String block = mode == Mode.GPTQ || policy.group(3) != null ? policy.group(3) : policy.group(2);
    return Optional.of(
        new Quantization(
            mode,
            mode == Mode.INT8 ? 8 : weightBits ? Integer.parseInt(policy.group(2)) : 4,
            block == null
                ? settings.map(value -> value.path("block_size").asInt(-1)).orElse(-1)
                : Integer.parseInt(block),
            inputs));
  }

  /**
   * Checks that the layer only scores.
   *
   * @throws IllegalArgumentException in training
   */
  void requireScoring(LayerCall call, LayerConfig config) {
    if (call.training()) {
      throw config.invalid(
          "its weights are quantized, which training cannot change; train the model without"
              + " quantization");
    }
  }

  /** The bias as it is added. */
  Operand<TFloat32> bias(Ops tf, Operand<TFloat32> bias) {
    return mode == Mode.FLOAT8 ? Float8.bias(tf, bias) : bias;
  }

  Operand<TFloat32> rounded(Ops tf, Operand<TFloat32> x, int... axes) {
    return inputs.isPresent() ? inputs.get().apply(tf, x, axes) : x;
  }

  /**
   * A kernel as a matrix of floats. Weights are asked for in the order of Keras's archives.
   *
   * @param askForBias asks for the layer's other weight
   */
  Operand<TFloat32> matrix(LayerCall call, long rows, long columns, Runnable askForBias) {
    return switch (mode) {
      case INT4 -> int4(call, rows, columns, askForBias);
      case GPTQ, AWQ -> calibrated(call, rows, columns, askForBias);
      default -> throw new IllegalStateException(mode.toString());
    };
  }

  private Operand<TFloat32> int4(LayerCall call, long rows, long columns, Runnable askForBias) {
    Ops tf = call.tf();
    Operand<TFloat32> kernel =
        Nibbles.unpacked(tf, state(call, "kernel", rows, (columns + 1) / 2), columns, true);
    askForBias.run();
    if (block < 1) {
      return tf.math.div(kernel, state(call, "kernel_scale", columns));
    }
    long groups = groups(rows);
    Operand<TFloat32> scale = state(call, "kernel_scale", groups, columns);
    Operand<TFloat32> zero = state(call, "kernel_zero", groups, columns);
    return dequantized(tf, kernel, scale, zero, state(call, "g_idx", rows), 0);
  }

  private Operand<TFloat32> calibrated(
      LayerCall call, long rows, long columns, Runnable askForBias) {
    Ops tf = call.tf();
    askForBias.run();
    boolean packed = bits == 4;
    Operand<TFloat32> stored = state(call, "kernel", packed ? (columns + 1) / 2 : columns, rows);
    Operand<TFloat32> transposed =
        packed
            ? Nibbles.unpacked(tf, transposed(tf, stored), columns, false)
            : transposed(tf, stored);
    long groups = groups(rows);
    Operand<TFloat32> scale = transposed(tf, state(call, "kernel_scale", columns, groups));
    Operand<TFloat32> zero = transposed(tf, state(call, "kernel_zero", columns, groups));
    Optional<Operand<TFloat32>> awq =
        mode == Mode.AWQ ? Optional.of(state(call, "awq_scales", rows)) : Optional.empty();
    Operand<TFloat32> kernel =
        dequantized(tf, transposed, scale, zero, state(call, "g_idx", rows), 0);
    return awq.isPresent()
        ? tf.math.div(kernel, tf.expandDims(awq.get(), tf.constant(-1)))
        : kernel;
  }

  /** The number of scales along an axis. */
  long groups(long size) {
    return block < 1 ? 1 : (size + block - 1) / block;
  }

  /** {@code (quantized - zero) * scale}, both of the group that each index along an axis is in. */
  static Operand<TFloat32> dequantized(
      Ops tf,
      Operand<TFloat32> quantized,
      Operand<TFloat32> scale,
      Operand<TFloat32> zero,
      Operand<TFloat32> groups,
      int axis) {
    Operand<TInt32> index = tf.dtypes.cast(groups, TInt32.class);
    return tf.math.mul(
        tf.math.sub(quantized, tf.gather(zero, index, tf.constant(axis))),
        tf.gather(scale, index, tf.constant(axis)));
  }

  static Operand<TFloat32> transposed(Ops tf, Operand<TFloat32> matrix) {
    return tf.linalg.transpose(matrix, tf.array(1, 0));
  }

  static Operand<TFloat32> state(LayerCall call, String name, long... shape) {
    return call.state(name, Initializer.ZEROS, shape);
  }
}
