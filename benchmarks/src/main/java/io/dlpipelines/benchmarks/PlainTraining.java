package io.dlpipelines.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Networks as one would train them by hand: TensorFlow's operations, and a loop over arrays. */
final class PlainTraining implements AutoCloseable {
  private static final int PIXELS = 28 * 28;
  private static final int CLASSES = 10;

  private final Graph graph = new Graph();
  private final Session session;
  private final Ops tf = Ops.create(graph);
  private final List<Output<TFloat32>> weights = new ArrayList<>();
  private final List<Operand<?>> handles = new ArrayList<>();
  private final List<Op> initializers = new ArrayList<>();
  private final Random random = new Random(1);

  private PlainTraining(boolean convolutions, int threads) {
    Placeholder<TFloat32> x =
        tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, PIXELS)));
    Placeholder<TInt32> y =
        tf.withName("y").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TFloat32> logits =
        convolutions ? convolutions(x) : dense(dense(x, PIXELS, 512, true), 512, CLASSES, false);
    Operand<TFloat32> loss =
        tf.math.mean(
            tf.nn
                .softmaxCrossEntropyWithLogits(
                    logits, tf.oneHot(y, tf.constant(CLASSES), tf.constant(1f), tf.constant(0f)))
                .loss(),
            tf.constant(0));
    tf.withName("loss").identity(loss);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), weights.toArray(Output[]::new));
    List<Op> updates = new ArrayList<>();
    Operand<TFloat32> beta1Power = variable(tf.constant(0.9f), Shape.scalar());
    Operand<?> beta1Handle = handles.get(handles.size() - 1);
    Operand<TFloat32> beta2Power = variable(tf.constant(0.999f), Shape.scalar());
    Operand<?> beta2Handle = handles.get(handles.size() - 1);
    for (int index = 0; index < gradients.length; index++) {
      Shape shape = weights.get(index).shape();
      variable(tf.zeros(tf.constant(shape.asArray()), TFloat32.class), shape);
      Operand<?> m = handles.get(handles.size() - 1);
      variable(tf.zeros(tf.constant(shape.asArray()), TFloat32.class), shape);
      Operand<?> v = handles.get(handles.size() - 1);
      updates.add(
          tf.train.resourceApplyAdam(
              handle(index),
              cast(m),
              cast(v),
              beta1Power,
              beta2Power,
              tf.constant(0.001f),
              tf.constant(0.9f),
              tf.constant(0.999f),
              tf.constant(1e-7f),
              gradients[index].expect(TFloat32.class)));
    }
    Ops after = tf.withControlDependencies(updates);
    Op beta1 =
        after.assignVariableOp(cast(beta1Handle), tf.math.mul(beta1Power, tf.constant(0.9f)));
    Op beta2 =
        after.assignVariableOp(cast(beta2Handle), tf.math.mul(beta2Power, tf.constant(0.999f)));
    tf.withControlDependencies(List.of(beta1, beta2)).withName("train").noOp();
    tf.withControlDependencies(initializers).withName("init").noOp();
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(-1)
                .build());
    session.runner().addTarget("init").run().close();
  }

  static PlainTraining dense(int threads) {
    return new PlainTraining(false, threads);
  }

  static PlainTraining convolutional(int threads) {
    return new PlainTraining(true, threads);
  }

  @SuppressWarnings("unchecked")
  private static Operand<? extends TType> cast(Operand<?> handle) {
    return (Operand<? extends TType>) handle;
  }

  private Operand<? extends TType> handle(int weight) {
    return cast(handles.get(weight));
  }

  private Operand<TFloat32> variable(Operand<TFloat32> initial, Shape shape) {
    VarHandleOp handle =
        tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName("v" + handles.size()));
    handles.add(handle.resource());
    initializers.add(tf.assignVariableOp(handle.resource(), initial));
    return tf.readVariableOp(handle.resource(), TFloat32.class);
  }

  private Operand<TFloat32> weight(long... sizes) {
    int count = (int) Shape.of(sizes).size();
    double fan = sizes.length == 1 ? 1 : (double) count / sizes[sizes.length - 1];
    float[] values = new float[count];
    for (int index = 0; index < count && sizes.length > 1; index++) {
      values[index] = (float) (random.nextGaussian() / Math.sqrt(fan));
    }
    Operand<TFloat32> value =
        variable(tf.constant(Shape.of(sizes), DataBuffers.of(values)), Shape.of(sizes));
    weights.add(value.asOutput());
    return value;
  }

  private Operand<TFloat32> dense(Operand<TFloat32> x, int from, int to, boolean relu) {
    Operand<TFloat32> y = tf.nn.biasAdd(tf.linalg.matMul(x, weight(from, to)), weight(to));
    return relu ? tf.nn.relu(y) : y;
  }

  private Operand<TFloat32> convolution(Operand<TFloat32> x, int from, int to) {
    Operand<TFloat32> y = tf.nn.conv2d(x, weight(3, 3, from, to), List.of(1L, 1L, 1L, 1L), "VALID");
    return tf.nn.relu(tf.nn.biasAdd(y, weight(to)));
  }

  private Operand<TFloat32> convolutions(Operand<TFloat32> x) {
    Operand<TFloat32> images = tf.reshape(x, tf.array(-1, 28, 28, 1));
    Operand<TFloat32> first = pooled(convolution(images, 1, 32));
    Operand<TFloat32> second = pooled(convolution(first, 32, 64));
    Operand<TFloat32> flat = tf.reshape(second, tf.array(-1, 1600));
    return dense(dense(flat, 1600, 128, true), 128, CLASSES, false);
  }

  private Operand<TFloat32> pooled(Operand<TFloat32> x) {
    return tf.nn.maxPool(x, tf.array(1, 2, 2, 1), tf.array(1, 2, 2, 1), "VALID");
  }

  /** Rows of a second over some epochs of shuffled batches. */
  double rowsPerSecond(float[][] rows, int[] labels, int batchSize, int epochs) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows.length).boxed().toList());
    float[] x = new float[batchSize * PIXELS];
    int[] y = new int[batchSize];
    long start = System.nanoTime();
    long trained = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      Collections.shuffle(order, random);
      for (int from = 0; from + batchSize <= rows.length; from += batchSize) {
        for (int row = 0; row < batchSize; row++) {
          int number = order.get(from + row);
          System.arraycopy(rows[number], 0, x, row * PIXELS, PIXELS);
          y[row] = labels[number];
        }
        try (TFloat32 features =
                TFloat32.tensorOf(Shape.of(batchSize, PIXELS), DataBuffers.of(x, true, false));
            TInt32 classes = TInt32.tensorOf(Shape.of(batchSize), DataBuffers.of(y, true, false))) {
          session
              .runner()
              .feed("x", features)
              .feed("y", classes)
              .fetch("loss")
              .addTarget("train")
              .run()
              .close();
        }
        trained += batchSize;
      }
    }
    return trained / ((System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
