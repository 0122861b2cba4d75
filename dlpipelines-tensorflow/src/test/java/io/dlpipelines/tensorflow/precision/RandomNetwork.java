package io.dlpipelines.tensorflow.precision;

import io.dlpipelines.tensorflow.runtime.GraphTensors;
import java.util.List;
import java.util.SplittableRandom;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** Small networks of layers that are drawn, from images {@code x} to numbers {@code y}. */
final class RandomNetwork {
  static final Shape IMAGE = Shape.of(2, 8, 8, 4);
  private static final int CHANNELS = 4;

  private final Ops tf;
  private final SplittableRandom random;

  private RandomNetwork(Ops tf, long seed) {
    this.tf = tf;
    random = new SplittableRandom(seed);
  }

  static GraphDef of(long seed) {
    return GraphTensors.build(tf -> new RandomNetwork(tf, seed).write());
  }

  static float[] image(long seed) {
    return numbers(new SplittableRandom(seed), Math.toIntExact(IMAGE.size()));
  }

  private static float[] numbers(SplittableRandom random, int count) {
    float[] numbers = new float[count];
    for (int at = 0; at < count; at++) {
      numbers[at] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }

  private Operand<TFloat32> weights(long... shape) {
    float[] values = numbers(random, Math.toIntExact(Shape.of(shape).size()));
    return tf.reshape(tf.constant(values), tf.constant(shape));
  }

  private void write() {
    Operand<TFloat32> x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(IMAGE));
    Operand<TFloat32> before = x;
    int layers = random.nextInt(3, 8);
    for (int layer = 0; layer < layers; layer++) {
      Operand<TFloat32> next = layer(x);
      // Where sizes allow it, a connection around the layer.
      x =
          next.shape().equals(before.shape()) && random.nextInt(3) == 0
              ? tf.math.add(next, before)
              : next;
      before = next;
    }
    Operand<TFloat32> flat = tf.reshape(x, tf.constant(new int[] {(int) IMAGE.get(0), -1}));
    Operand<TFloat32> hidden = tf.nn.elu(tf.linalg.matMul(flat, weights(flat.shape().get(1), 8)));
    tf.withName("y").linalg.matMul(hidden, weights(8, 3));
  }

  private Operand<TFloat32> layer(Operand<TFloat32> x) {
    List<Long> ones = List.of(1L, 1L, 1L, 1L);
    return switch (random.nextInt(8)) {
      case 0, 1 ->
          tf.nn.biasAdd(
              tf.nn.conv2d(x, weights(3, 3, CHANNELS, CHANNELS), ones, "SAME"), weights(CHANNELS));
      case 2 -> tf.nn.depthwiseConv2dNative(x, weights(3, 3, CHANNELS, 1), ones, "SAME");
      case 3 -> tf.nn.relu(x);
      case 4 -> tf.math.sigmoid(x);
      case 5 ->
          tf.nn
              .fusedBatchNorm(
                  x,
                  weights(CHANNELS),
                  weights(CHANNELS),
                  weights(CHANNELS),
                  tf.math.abs(weights(CHANNELS)),
                  FusedBatchNorm.isTraining(false),
                  FusedBatchNorm.epsilon(0.1f))
              .y();
      case 6 -> tf.math.mul(x, tf.math.tanh(x));
      default ->
          tf.nn.maxPool(
              x, tf.constant(new int[] {1, 2, 2, 1}), tf.constant(new int[] {1, 1, 1, 1}), "SAME");
    };
  }
}
