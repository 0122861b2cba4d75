package io.dlpipelines.tensorflow.keras.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Keras's activation functions, by the names that files have for them. */
public final class Activations {
  private static final Map<String, Activation> FUNCTIONS = functions();
  private static final Map<String, Function<LayerConfig, Activation>> LAYERS = layers();

  private Activations() {}

  /**
   * The names that settings may have.
   *
   * @return the names
   */
  public static Set<String> names() {
    return FUNCTIONS.keySet();
  }

  /**
   * The function that a setting means.
   *
   * @param setting a name, or an object of class and settings as Keras writes it: of a function, or
   *     of a layer without weights
   * @return the function, empty if it is none of Keras's
   * @throws IllegalArgumentException if it is a layer, and a setting of it is wrong
   */
  public static Optional<Activation> find(JsonNode setting) {
    if (setting.isTextual()) {
      return Optional.ofNullable(FUNCTIONS.get(setting.asText()))
          .or(() -> ofLayer(setting.asText(), JsonNodeFactory.instance.objectNode()));
    }
    JsonNode config = setting.path("config");
    return config.isObject()
        ? ofLayer(setting.path("class_name").asText(), (ObjectNode) config)
        : Optional.of(config).filter(JsonNode::isTextual).flatMap(Activations::find);
  }

  private static Optional<Activation> ofLayer(String className, ObjectNode settings) {
    return find(
        new LayerConfig(
            className,
            settings,
            nested -> {
              throw nested.invalid("an activation function has no layers in it");
            }));
  }

  /**
   * The function that a layer applies which does nothing else, such as {@code LeakyReLU}.
   *
   * @param layer its class and settings
   * @return the function, empty if the layer is none of these
   * @throws IllegalArgumentException if a setting is wrong
   */
  public static Optional<Activation> find(LayerConfig layer) {
    return Optional.ofNullable(LAYERS.get(layer.className())).map(reader -> reader.apply(layer));
  }

  /**
   * Exponentials that sum to one along axes.
   *
   * @param axes counted from 0, or back from -1
   * @return the function
   */
  public static Activation softmax(int... axes) {
    return (tf, x) -> {
      if (isLast(axes, x)) {
        return tf.nn.softmax(x);
      }
      Operand<TInt32> along = tf.array(axes);
      Operand<TFloat32> exponentials = tf.math.exp(belowMaximum(tf, x, along));
      return tf.math.div(exponentials, tf.sum(exponentials, along, Sum.keepDims(true)));
    };
  }

  private static Map<String, Activation> functions() {
    Map<String, Activation> all = new TreeMap<>();
    all.put("linear", (tf, x) -> x);
    all.put("relu", (tf, x) -> tf.nn.relu(x));
    all.put("relu6", (tf, x) -> tf.nn.relu6(x));
    all.put("leaky_relu", leakyRelu(0.2));
    all.put("elu", elu(1));
    all.put("celu", celu(1));
    all.put("selu", (tf, x) -> tf.nn.selu(x));
    all.put("gelu", gelu());
    all.put("gelu_tanh", geluByTanh());
    all.put("gelu_approximate", geluByTanh());
    all.put("glu", glu());
    all.put("silu", silu());
    all.put("swish", silu());
    all.put("mish", (tf, x) -> tf.math.mul(x, tf.math.tanh(tf.math.softplus(x))));
    all.put("sigmoid", (tf, x) -> tf.math.sigmoid(x));
    all.put("log_sigmoid", (tf, x) -> tf.math.neg(tf.math.softplus(tf.math.neg(x))));
    all.put("hard_sigmoid", hardSigmoid());
    all.put("legacy_hard_sigmoid", legacyHardSigmoid());
    all.put("sparse_sigmoid", sparseSigmoid());
    all.put("hard_silu", hardSilu());
    all.put("hard_swish", hardSilu());
    all.put("tanh", (tf, x) -> tf.math.tanh(x));
    all.put("hard_tanh", (tf, x) -> clip(tf, x, -1, 1));
    all.put("tanh_shrink", (tf, x) -> tf.math.sub(x, tf.math.tanh(x)));
    all.put("hard_shrink", hardShrink(0.5));
    all.put("soft_shrink", softShrink(0.5));
    all.put("softplus", (tf, x) -> tf.math.softplus(x));
    all.put("sparse_plus", sparsePlus());
    all.put("squareplus", squareplus(4));
    all.put("softsign", (tf, x) -> tf.nn.softsign(x));
    all.put("exponential", (tf, x) -> tf.math.exp(x));
    all.put("softmax", softmax(-1));
    all.put("log_softmax", logSoftmax());
    all.put("sparsemax", sparsemax());
    return all;
  }

  private static Map<String, Function<LayerConfig, Activation>> layers() {
    return Map.of(
        "Activation",
        layer -> layer.activation("activation"),
        "ReLU",
        layer ->
            relu(
                layer.findNumber("max_value"),
                atLeastZero(layer, "negative_slope", 0),
                atLeastZero(layer, "threshold", 0)),
        "LeakyReLU",
        layer ->
            leakyRelu(atLeastZero(layer, "negative_slope", layer.findNumber("alpha").orElse(0.3))),
        "ELU",
        layer -> elu(layer.number("alpha", 1)),
        "ThresholdedReLU",
        layer -> thresholdedRelu(atLeastZero(layer, "theta", 1)),
        "Softmax",
        layer -> softmax(layer.integers("axis", new int[] {-1})));
  }

  private static double atLeastZero(LayerConfig layer, String key, double missing) {
    double value = layer.number(key, missing);
    if (value < 0) {
      throw layer.invalid("[%s] is %s; it must be at least 0".formatted(key, value));
    }
    return value;
  }

  /**
   * {@code x} above the threshold, at most the maximum; {@code slope (x - threshold)} below.
   *
   * <p>The plain forms are single operations, which TensorFlow fuses with the layer before.
   */
  private static Activation relu(OptionalDouble maximum, double slope, double threshold) {
    if (slope != 0 && maximum.isEmpty() && threshold == 0) {
      return leakyRelu(slope);
    }
    return (tf, x) -> {
      Operand<TFloat32> y;
      if (threshold != 0) {
        Operand<TBool> above = tf.math.greater(x, tf.constant((float) threshold));
        y = tf.math.mul(x, tf.dtypes.cast(above, TFloat32.class));
      } else if (maximum.orElse(0) == 6) {
        y = tf.nn.relu6(x);
      } else {
        y = tf.nn.relu(x);
      }
      if (maximum.isPresent() && !(threshold == 0 && maximum.getAsDouble() == 6)) {
        y = clip(tf, y, 0, maximum.getAsDouble());
      }
      if (slope != 0) {
        Operand<TFloat32> below = tf.nn.relu(tf.math.sub(tf.constant((float) threshold), x));
        y = tf.math.sub(y, scaled(tf, below, slope));
      }
      return y;
    };
  }

  /**
   * {@code x} above 0, {@code slope x} below.
   *
   * @param slope the slope
   * @return the function
   */
  public static Activation leakyRelu(double slope) {
    return (tf, x) -> tf.nn.leakyRelu(x, LeakyRelu.alpha((float) slope));
  }

  private static Activation thresholdedRelu(double theta) {
    return relu(OptionalDouble.empty(), 0, theta);
  }

  /**
   * {@code x} above 0, {@code alpha (e^x - 1)} below.
   *
   * @param alpha the factor
   * @return the function
   */
  public static Activation elu(double alpha) {
    return (tf, x) -> {
      Operand<TFloat32> y = tf.nn.elu(x);
      return alpha == 1
          ? y
          : tf.select(tf.math.greater(x, tf.constant(0f)), y, scaled(tf, y, alpha));
    };
  }

  /**
   * {@code x} above 0, {@code alpha (e^(x / alpha) - 1)} below.
   *
   * @param alpha the factor
   * @return the function
   */
  public static Activation celu(double alpha) {
    return (tf, x) -> {
      Operand<TFloat32> below = scaled(tf, tf.math.minimum(x, tf.constant(0f)), 1 / alpha);
      return tf.math.add(tf.nn.relu(x), scaled(tf, tf.math.expm1(below), alpha));
    };
  }

  /** {@code x Phi(x)}, Phi the normal distribution's: {@code (1 + erf(x / sqrt 2)) / 2}. */
  private static Activation gelu() {
    return (tf, x) -> gated(tf, x, tf.math.erf(scaled(tf, x, Math.sqrt(0.5))));
  }

  /** Hendrycks and Gimpel's approximation, arXiv 1606.08415. */
  private static Activation geluByTanh() {
    return (tf, x) -> {
      Operand<TFloat32> cubic = scaled(tf, tf.math.mul(x, tf.math.square(x)), 0.044715);
      return gated(tf, x, tf.math.tanh(scaled(tf, tf.math.add(x, cubic), Math.sqrt(2 / Math.PI))));
    };
  }

  /** {@code x (1 + gate) / 2}. */
  private static Operand<TFloat32> gated(Ops tf, Operand<TFloat32> x, Operand<TFloat32> gate) {
    return tf.math.mul(scaled(tf, x, 0.5), tf.math.add(gate, tf.constant(1f)));
  }

  /** The last axis' first half, times the sigmoid of its second half. */
  private static Activation glu() {
    return (tf, x) -> {
      var halves = tf.split(tf.constant(-1), x, 2L).output();
      return tf.math.mul(halves.get(0), tf.math.sigmoid(halves.get(1)));
    };
  }

  private static Activation silu() {
    return (tf, x) -> tf.math.mul(x, tf.math.sigmoid(x));
  }

  /** {@code relu6(x + 3) / 6}. */
  private static Activation hardSigmoid() {
    return (tf, x) -> scaled(tf, tf.nn.relu6(tf.math.add(x, tf.constant(3f))), 1 / 6d);
  }

  private static Activation hardSilu() {
    Activation gate = hardSigmoid();
    return (tf, x) -> tf.math.mul(x, gate.apply(tf, x));
  }

  /** Keras 1 and 2: {@code 0.2 x + 0.5} between 0 and 1. */
  private static Activation legacyHardSigmoid() {
    return (tf, x) -> clip(tf, tf.math.add(scaled(tf, x, 0.2), tf.constant(0.5f)), 0, 1);
  }

  /** {@code (x + 1) / 2} between 0 and 1. */
  private static Activation sparseSigmoid() {
    return (tf, x) -> clip(tf, tf.math.add(scaled(tf, x, 0.5), tf.constant(0.5f)), 0, 1);
  }

  /**
   * 0 between minus the threshold and the threshold, else {@code x}.
   *
   * @param threshold the threshold
   * @return the function
   */
  public static Activation hardShrink(double threshold) {
    return (tf, x) -> {
      Operand<TBool> large = tf.math.greater(tf.math.abs(x), tf.constant((float) threshold));
      return tf.math.mul(x, tf.dtypes.cast(large, TFloat32.class));
    };
  }

  /**
   * {@code x} moved by the threshold towards 0, and 0 where it gets there.
   *
   * @param threshold the threshold
   * @return the function
   */
  public static Activation softShrink(double threshold) {
    return (tf, x) -> tf.math.sub(x, clip(tf, x, -threshold, threshold));
  }

  /** 0 below -1, {@code x} above 1, {@code (x + 1)^2 / 4} between. */
  private static Activation sparsePlus() {
    return (tf, x) -> {
      Operand<TFloat32> curve = tf.math.square(tf.math.add(clip(tf, x, -1, 1), tf.constant(1f)));
      Operand<TFloat32> above = tf.nn.relu(tf.math.sub(x, tf.constant(1f)));
      return tf.math.add(scaled(tf, curve, 0.25), above);
    };
  }

  /**
   * {@code (x + sqrt(x^2 + b)) / 2}.
   *
   * @param b what is added below the root
   * @return the function
   */
  public static Activation squareplus(double b) {
    return (tf, x) -> {
      Operand<TFloat32> root = tf.math.sqrt(tf.math.add(tf.math.square(x), tf.constant((float) b)));
      return scaled(tf, tf.math.add(x, root), 0.5);
    };
  }

  /** The operation's gradient sums along axis 1, whatever the last one is. */
  private static Activation logSoftmax() {
    return (tf, x) -> {
      if (x.shape().numDimensions() == 2) {
        return tf.nn.logSoftmax(x);
      }
      Operand<TInt32> last = tf.array(-1);
      Operand<TFloat32> shifted = belowMaximum(tf, x, last);
      return tf.math.sub(
          shifted, tf.math.log(tf.sum(tf.math.exp(shifted), last, Sum.keepDims(true))));
    };
  }

  /**
   * As Martins and Astudillo, arXiv 1602.02068, but with Keras 3's threshold, which sums up all
   * partial sums of the support in the place of the last one: results sum to one where the support
   * is one value. A value is in the support if one plus its rank times itself is more than the sum
   * of those not below it.
   */
  private static Activation sparsemax() {
    return (tf, x) -> {
      Operand<TInt32> last = tf.array(-1);
      Operand<TFloat32> others = tf.expandDims(x, tf.constant(-2));
      Operand<TFloat32> each = tf.expandDims(x, tf.constant(-1));
      Operand<TFloat32> notBelow =
          tf.dtypes.cast(tf.math.greaterEqual(others, each), TFloat32.class);
      Operand<TFloat32> above = tf.dtypes.cast(tf.math.greater(others, each), TFloat32.class);
      Operand<TFloat32> rank = tf.sum(notBelow, last);
      Operand<TFloat32> sum = tf.sum(tf.math.mul(notBelow, others), last);
      Operand<TFloat32> support =
          tf.dtypes.cast(
              tf.math.greater(tf.math.add(tf.math.mul(rank, x), tf.constant(1f)), sum),
              TFloat32.class);
      Operand<TFloat32> count = tf.sum(support, last, Sum.keepDims(true));
      // How many partial sums a value is in, equal ones on average.
      Operand<TFloat32> place = scaled(tf, tf.math.add(rank, tf.sum(above, last)), 0.5);
      Operand<TFloat32> times = tf.math.sub(tf.math.add(count, tf.constant(0.5f)), place);
      Operand<TFloat32> sums = tf.math.mul(tf.math.mul(support, times), x);
      Operand<TFloat32> excess =
          tf.math.sub(tf.sum(sums, last, Sum.keepDims(true)), tf.constant(1f));
      return tf.nn.relu(tf.math.sub(x, tf.math.div(excess, count)));
    };
  }

  private static boolean isLast(int[] axes, Operand<TFloat32> x) {
    return Arrays.equals(axes, new int[] {-1})
        || Arrays.equals(axes, new int[] {x.shape().numDimensions() - 1});
  }

  private static Operand<TFloat32> belowMaximum(Ops tf, Operand<TFloat32> x, Operand<TInt32> axes) {
    return tf.math.sub(x, tf.stopGradient(tf.reduceMax(x, axes, ReduceMax.keepDims(true))));
  }

  private static Operand<TFloat32> clip(Ops tf, Operand<TFloat32> x, double low, double high) {
    return tf.clipByValue(x, tf.constant((float) low), tf.constant((float) high));
  }

  private static Operand<TFloat32> scaled(Ops tf, Operand<TFloat32> x, double factor) {
    return tf.math.mul(x, tf.constant((float) factor));
  }
}
