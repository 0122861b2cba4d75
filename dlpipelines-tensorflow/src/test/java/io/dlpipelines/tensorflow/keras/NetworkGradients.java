package io.dlpipelines.tensorflow.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.TensorReference;
import io.dlpipelines.tensorflow.keras.network.Trace;
import io.dlpipelines.tensorflow.keras.network.Value;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.runtime.Gradients;
import io.dlpipelines.tensorflow.runtime.Placeholders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * Compares the gradients of a network in training, as TensorFlow derives them, with differences.
 *
 * <p>What is derived is the sum of all that the last layers give, each number times another factor,
 * and of the penalties. It is summed in double precision, and differences of two steps are
 * extrapolated, so that what is left of rounding and curvature is far below the tolerance. What is
 * random is the same in each run.
 */
public final class NetworkGradients implements AutoCloseable {
  private static final float STEP = 1f / 128;
  private static final double TOLERANCE = 2e-3;
  private static final int SAMPLES = 10;

  private final Graph graph = new Graph();
  private final Session session;
  private final List<Source> sources = new ArrayList<>();
  private final List<Operand<TFloat32>> outputs = new ArrayList<>();

  /** What is fed, and derived by if it is floats that are trained or given. */
  private record Source(
      String name, Operand<? extends TType> tensor, Numbers values, Dtype dtype, boolean derived) {}

  /**
   * What is given to a network.
   *
   * @param values the numbers
   * @param dtype as what they are fed
   * @param mask which timesteps count, {@code [batch, time]}, if not all do
   */
  public record Input(Numbers values, Dtype dtype, Optional<boolean[]> mask) {

    /** Floats, all of which count. */
    public static Input of(Numbers values) {
      return new Input(values, Dtype.FLOAT32, Optional.empty());
    }
  }

  private NetworkGradients(Network network, List<Input> inputs, List<Numbers> weights) {
    Ops tf = Ops.create(graph);
    List<Value> given = new ArrayList<>();
    for (Input input : inputs) {
      given.add(fed(tf, input));
    }
    Iterator<Numbers> stated = weights.iterator();
    Trace trace =
        new Trace(
            tf,
            true,
            1,
            (ops, weight) -> weight(ops, weight, stated.hasNext() ? stated.next() : any(weight)));
    List<TensorReference> last = network.outputs();
    network.call(trace, given);
    trace.outputs().stream()
        .filter(
            output -> last.stream().anyMatch(each -> output.layer().equals(List.of(each.layer()))))
        .map(Trace.LayerOutput::value)
        .filter(value -> value.tensor().type() == TFloat32.class)
        .map(value -> tf.identity(value.tensor()).asOutput().expect(TFloat32.class))
        .forEach(outputs::add);
    trace.penalties().forEach(penalty -> outputs.add(tf.identity(penalty)));
    session = new Session(graph);
  }

  /** Checks by all inputs and by weights that are made up. */
  public static void check(Network network, List<Input> inputs) {
    try (NetworkGradients gradients = new NetworkGradients(network, inputs, List.of())) {
      gradients.check();
    }
  }

  /** Checks by one input and by weights, in the order in which layers ask for them. */
  public static void check(Network network, Numbers input, Numbers... weights) {
    try (NetworkGradients gradients =
        new NetworkGradients(network, List.of(Input.of(input)), List.of(weights))) {
      gradients.check();
    }
  }

  private Value fed(Ops tf, Input input) {
    long[] shape = input.values().shape().clone();
    String name = "input_" + sources.size();
    shape[0] = Shape.UNKNOWN_SIZE;
    Operand<? extends TType> fed = Placeholders.add(tf, name, Shape.of(shape), input.dtype());
    sources.add(
        new Source(name, fed, input.values(), input.dtype(), input.dtype() == Dtype.FLOAT32));
    return new Value(fed, input.mask().map(mask -> mask(tf, mask, input.values().shape())));
  }

  private static Operand<TBool> mask(Ops tf, boolean[] mask, long[] shape) {
    return tf.constant(Shape.of(shape[0], shape[1]), DataBuffers.of(mask, true, false));
  }

  private Operand<TFloat32> weight(Ops tf, WeightSpec weight, Numbers values) {
    Shape shape = Shape.of(weight.shape().stream().mapToLong(Long::longValue).toArray());
    Operand<? extends TType> fed =
        Placeholders.add(tf, "weight_" + sources.size(), shape, Dtype.FLOAT32);
    sources.add(new Source(weight.key(), fed, values, Dtype.FLOAT32, weight.trainable()));
    return fed.asOutput().expect(TFloat32.class);
  }

  /** Of any sign; variances have none. */
  private static Numbers any(WeightSpec weight) {
    long[] shape = weight.shape().stream().mapToLong(Long::longValue).toArray();
    Numbers random = Numbers.random(weight.key().hashCode(), shape);
    float[] values = random.values();
    for (int index = 0; index < values.length && weight.name().contains("variance"); index++) {
      values[index] = 1 + values[index] / 2;
    }
    return random;
  }

  private void check() {
    Ops tf = Ops.create(graph);
    float[][] start = run(outputs, -1, new float[0]);
    double[][] factors = new double[start.length][];
    Operand<TFloat32> loss = tf.constant(0f);
    for (int index = 0; index < start.length; index++) {
      SplittableRandom random = new SplittableRandom(index);
      factors[index] = random.doubles(start[index].length, 0.5, 1.5).toArray();
      Operand<TFloat32> flat = tf.reshape(outputs.get(index), tf.array(-1));
      loss = tf.math.add(loss, tf.sum(tf.math.mul(flat, floats(tf, factors[index])), tf.array(0)));
    }
    List<Integer> derived =
        IntStream.range(0, sources.size())
            .filter(index -> sources.get(index).derived())
            .boxed()
            .toList();
    assertThat(derived).as("what to derive by").isNotEmpty();
    List<Operand<TFloat32>> by =
        derived.stream()
            .<Operand<TFloat32>>map(
                index -> sources.get(index).tensor().asOutput().expect(TFloat32.class))
            .toList();
    List<Operand<TFloat32>> found =
        Gradients.find(tf, loss, by).stream().map(Optional::orElseThrow).toList();
    float[][] gradients = run(found, -1, new float[0]);
    for (int index = 0; index < gradients.length; index++) {
      compare(derived.get(index), gradients[index], factors);
    }
  }

  private static Operand<TFloat32> floats(Ops tf, double[] values) {
    float[] floats = new float[values.length];
    for (int index = 0; index < values.length; index++) {
      floats[index] = (float) values[index];
    }
    return tf.constant(floats);
  }

  private void compare(int source, float[] gradient, double[][] factors) {
    float[] values = sources.get(source).values().values();
    assertThat(gradient).as("gradient by %s", sources.get(source).name()).hasSameSizeAs(values);
    int[] places =
        values.length <= SAMPLES
            ? IntStream.range(0, values.length).toArray()
            : new SplittableRandom(source).ints(SAMPLES, 0, values.length).toArray();
    double largest =
        IntStream.range(0, gradient.length)
            .mapToDouble(at -> Math.abs(gradient[at]))
            .max()
            .orElse(0);
    assertThat(largest).as("the largest gradient by %s", sources.get(source).name()).isPositive();
    for (int place : places) {
      double difference =
          (4 * slope(source, place, STEP / 2, factors) - slope(source, place, STEP, factors)) / 3;
      assertThat((double) gradient[place])
          .as("gradient by number %d of %s", place, sources.get(source).name())
          .isCloseTo(difference, within(TOLERANCE * Math.max(largest, 0.1)));
    }
  }

  private double slope(int source, int place, float step, double[][] factors) {
    float[] above = sources.get(source).values().values().clone();
    float[] below = above.clone();
    above[place] += step;
    below[place] -= step;
    float[][] high = run(outputs, source, above);
    float[][] low = run(outputs, source, below);
    double sum = 0;
    for (int index = 0; index < factors.length; index++) {
      for (int at = 0; at < factors[index].length; at++) {
        sum += factors[index][at] * ((double) high[index][at] - low[index][at]);
      }
    }
    return sum / ((double) above[place] - below[place]);
  }

  /** What tensors are, with other values of one of the sources. */
  private float[][] run(List<? extends Operand<?>> wanted, int source, float[] values) {
    Session.Runner runner = session.runner();
    wanted.forEach(runner::fetch);
    List<TType> fed = new ArrayList<>();
    for (int index = 0; index < sources.size(); index++) {
      Source each = sources.get(index);
      Numbers own = index == source ? new Numbers(each.values().shape(), values) : each.values();
      fed.add(own.toTensor(each.dtype()));
      runner.feed(each.tensor(), fed.get(index));
    }
    float[][] results = new float[wanted.size()][];
    try (Result result = runner.run()) {
      Arrays.setAll(results, index -> Numbers.of((TFloat32) result.get(index)).values());
    } finally {
      fed.forEach(TType::close);
    }
    return results;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
