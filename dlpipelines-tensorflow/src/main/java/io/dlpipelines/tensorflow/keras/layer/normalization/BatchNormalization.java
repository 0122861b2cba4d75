package io.dlpipelines.tensorflow.keras.layer.normalization;

import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * {@code gamma (x - mean) / sqrt(variance + epsilon) + beta} along one axis, with moving moments,
 * or with those of the batch in training. Ioffe and Szegedy, arXiv 1502.03167.
 */
final class BatchNormalization extends Layer {
  private static final float FEW = 1e-7f;

  /** Of cuDNN, which computes the fused operation on GPUs. */
  private static final double SMALLEST_FUSED_EPSILON = 1.001e-5;

  private final int axis;
  private final double momentum;
  private final double epsilon;
  private final boolean center;
  private final boolean scale;
  private final Initializer gammaInitializer;
  private final Initializer betaInitializer;
  private final Initializer meanInitializer;
  private final Initializer varianceInitializer;

  private record Moments(Operand<TFloat32> mean, Operand<TFloat32> variance) {}

  BatchNormalization(LayerConfig config) {
    super(config);
    int[] axes = config.integers("axis", new int[] {-1});
    if (axes.length != 1) {
      throw config.invalid("[axis] names %d axes; it must be one".formatted(axes.length));
    }
    axis = axes[0];
    momentum = config.number("momentum", 0.99);
    epsilon = config.number("epsilon", 1e-3);
    center = config.flag("center", true);
    scale = config.flag("scale", true);
    gammaInitializer = config.initializer("gamma_initializer", "Ones");
    betaInitializer = config.initializer("beta_initializer", "Zeros");
    meanInitializer = config.initializer("moving_mean_initializer", "Zeros");
    varianceInitializer = config.initializer("moving_variance_initializer", "Ones");
    if (config.find("renorm").isPresent() && config.flag("renorm", false)) {
      throw config.invalid("batch renormalization is not supported; set [renorm] to false");
    }
    List.of("renorm_clipping", "renorm_momentum", "synchronized").forEach(config::find);
    if (config.find("virtual_batch_size").isPresent()) {
      throw config.invalid("[virtual_batch_size] is not supported; take it away");
    }
  }

  @Override
  public List<String> parameters() {
    return List.of("inputs", "training", "mask");
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TFloat32> x = call.floats();
    int channels = call.axis(axis);
    long size = call.size(channels);
    Optional<Operand<TFloat32>> gamma =
        scale ? Optional.of(call.weight("gamma", gammaInitializer, size)) : Optional.empty();
    Optional<Operand<TFloat32>> beta =
        center ? Optional.of(call.weight("beta", betaInitializer, size)) : Optional.empty();
    Moments moments =
        new Moments(
            call.state("moving_mean", meanInitializer, size),
            call.state("moving_variance", varianceInitializer, size));
    Optional<Operand<TBool>> mask = call.mask();
    if (call.training() && call.trainable()) {
      if (canFuse(call, channels)) {
        return call.masked(fused(call, x, gamma, beta, moments));
      }
      Moments batch = moments(tf, x, channels, mask);
      update(call, moments, batch);
      moments = batch;
    }
    return call.masked(normalized(tf, x, channels, moments, gamma, beta));
  }

  /**
   * One product and one sum, whose factor and shift depend on weights alone where moments do not
   * come from the batch: TensorFlow folds the product into a convolution before it.
   */
  private Operand<TFloat32> normalized(
      Ops tf,
      Operand<TFloat32> x,
      int channels,
      Moments moments,
      Optional<Operand<TFloat32>> gamma,
      Optional<Operand<TFloat32>> beta) {
    Operand<TFloat32> inverse =
        tf.math.rsqrt(tf.math.add(moments.variance(), tf.constant((float) epsilon)));
    Operand<TFloat32> factor =
        gamma.<Operand<TFloat32>>map(each -> tf.math.mul(each, inverse)).orElse(inverse);
    Operand<TFloat32> moved = tf.math.mul(moments.mean(), factor);
    Operand<TFloat32> shift =
        beta.<Operand<TFloat32>>map(each -> tf.math.sub(each, moved))
            .orElseGet(() -> tf.math.neg(moved));
    int rank = x.shape().numDimensions();
    if (channels == rank - 1) {
      return tf.nn.biasAdd(tf.math.mul(x, factor), shift);
    }
    int[] broadcast = new int[rank];
    Arrays.fill(broadcast, 1);
    broadcast[channels] = -1;
    return tf.math.add(
        tf.math.mul(x, tf.reshape(factor, tf.array(broadcast))),
        tf.reshape(shift, tf.array(broadcast)));
  }

  private boolean canFuse(LayerCall call, int channels) {
    return channels == 3
        && call.input().shape().numDimensions() == 4
        && call.mask().isEmpty()
        && epsilon >= SMALLEST_FUSED_EPSILON;
  }

  /** One operation, twice as fast. It gives the variance of the population, not of the batch. */
  private Operand<TFloat32> fused(
      LayerCall call,
      Operand<TFloat32> x,
      Optional<Operand<TFloat32>> gamma,
      Optional<Operand<TFloat32>> beta,
      Moments moments) {
    Ops tf = call.tf();
    Operand<TFloat32> none = tf.constant(new float[0]);
    FusedBatchNorm<TFloat32, TFloat32> fused =
        tf.nn.fusedBatchNorm(
            x,
            gamma.orElseGet(() -> tf.onesLike(moments.mean())),
            beta.orElseGet(() -> tf.zerosLike(moments.mean())),
            none,
            none,
            FusedBatchNorm.epsilon((float) epsilon),
            FusedBatchNorm.isTraining(true));
    Operand<TInt32> sizes = tf.slice(tf.shape(x), tf.array(0), tf.array(3));
    Operand<TFloat32> count = tf.dtypes.cast(tf.prod(sizes, tf.constant(0)), TFloat32.class);
    Operand<TFloat32> free = tf.math.maximum(tf.math.sub(count, tf.constant(1f)), tf.constant(1f));
    Operand<TFloat32> variance = tf.math.mul(fused.batchVariance(), tf.math.div(free, count));
    update(call, moments, new Moments(fused.batchMean(), variance));
    return fused.y();
  }

  private void update(LayerCall call, Moments before, Moments batch) {
    call.update("moving_mean", moved(call.tf(), before.mean(), batch.mean()));
    call.update("moving_variance", moved(call.tf(), before.variance(), batch.variance()));
  }

  private static Moments moments(
      Ops tf, Operand<TFloat32> x, int channels, Optional<Operand<TBool>> mask) {
    int rank = x.shape().numDimensions();
    Operand<TInt32> others =
        tf.array(IntStream.range(0, rank).filter(each -> each != channels).toArray());
    Operand<TFloat32> mean;
    Operand<TFloat32> variance;
    if (mask.isEmpty()) {
      mean = tf.math.mean(x, others, Mean.keepDims(true));
      variance = tf.math.mean(tf.math.squaredDifference(x, mean), others, Mean.keepDims(true));
    } else {
      Operand<TFloat32> weights = weights(tf, x, mask.get());
      Operand<TFloat32> count =
          tf.math.add(tf.sum(weights, others, Sum.keepDims(true)), tf.constant(FEW));
      mean = tf.math.div(tf.sum(tf.math.mul(x, weights), others, Sum.keepDims(true)), count);
      variance =
          tf.math.div(
              tf.sum(
                  tf.math.mul(tf.math.squaredDifference(x, mean), weights),
                  others,
                  Sum.keepDims(true)),
              count);
    }
    Operand<TInt32> flat = tf.array(-1);
    return new Moments(tf.reshape(mean, flat), tf.reshape(variance, flat));
  }

  /** One for each value of a timestep that counts, else zero. */
  private static Operand<TFloat32> weights(Ops tf, Operand<TFloat32> x, Operand<TBool> mask) {
    Operand<TFloat32> steps = tf.dtypes.cast(mask, TFloat32.class);
    for (int rank = mask.shape().numDimensions(); rank < x.shape().numDimensions(); rank++) {
      steps = tf.expandDims(steps, tf.constant(-1));
    }
    return tf.math.mul(tf.stopGradient(tf.onesLike(x)), steps);
  }

  private Operand<TFloat32> moved(Ops tf, Operand<TFloat32> before, Operand<TFloat32> batch) {
    return tf.math.add(
        tf.math.mul(before, tf.constant((float) momentum)),
        tf.math.mul(batch, tf.constant((float) (1 - momentum))));
  }
}
