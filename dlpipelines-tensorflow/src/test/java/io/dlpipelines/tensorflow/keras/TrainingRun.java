package io.dlpipelines.tensorflow.keras;

import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.Trace;
import io.dlpipelines.tensorflow.keras.network.Value;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** One layer as it trains: what it gives, what its states become, and gradients. */
public final class TrainingRun implements AutoCloseable {
  private static final float STEP = 1e-2f;

  private final Graph graph = new Graph();
  private final Session session;
  private final Output<TFloat32> input;
  private final Output<TInt64> step;
  private final Output<TFloat32> output;
  private final Output<TFloat32> halfSquares;
  private final Map<String, Output<TFloat32>> updates = new LinkedHashMap<>();

  private TrainingRun(Network network, long seed, Shape shape, Numbers[] weights) {
    Ops tf = Ops.create(graph);
    Iterator<Numbers> values = List.of(weights).iterator();
    step = tf.placeholderWithDefault(tf.constant(0L), Shape.scalar()).asOutput();
    Trace trace =
        new Trace(
            tf,
            true,
            seed,
            Optional.of(step),
            (ops, weight) -> constant(ops, weight, values.next()));
    input = tf.placeholder(TFloat32.class, Placeholder.shape(shape)).asOutput();
    Value result = network.call(trace, List.of(Value.of(input))).get(0);
    output = tf.identity(result.tensor()).asOutput().expect(TFloat32.class);
    halfSquares =
        tf.math
            .mul(
                tf.constant(0.5f),
                tf.sum(tf.reshape(tf.math.square(output), tf.array(-1)), tf.array(0)))
            .asOutput();
    trace.updates().forEach((name, value) -> updates.put(name, value.asOutput()));
    session = new Session(graph);
  }

  /** A layer with weights in the order in which it asks for them; batches of any size. */
  public static TrainingRun of(
      String className, String settings, long[] shape, Numbers... weights) {
    return seeded(1, className, settings, shape, weights);
  }

  /** The same with another seed of all that is random. */
  public static TrainingRun seeded(
      long seed, String className, String settings, long[] shape, Numbers... weights) {
    long[] batches = shape.clone();
    batches[0] = -1;
    return new TrainingRun(
        NetworkRun.layer(className, settings, shape), seed, Shape.of(batches), weights);
  }

  private static Operand<TFloat32> constant(Ops tf, WeightSpec weight, Numbers value) {
    long[] shape = weight.shape().stream().mapToLong(Long::longValue).toArray();
    return tf.constant(Shape.of(shape), DataBuffers.of(value.values()));
  }

  public Numbers output(Numbers x) {
    return run(x, output);
  }

  /** What it gives at a step of training, where others are of step 0. */
  public Numbers output(long number, Numbers x) {
    try (TFloat32 fed = x.toTensor();
        TInt64 count = TInt64.scalarOf(number);
        var result = session.runner().feed(input, fed).feed(step, count).fetch(output).run()) {
      return Numbers.of((TFloat32) result.get(0));
    }
  }

  /** What a state becomes, by its name within the layer. */
  public Numbers update(String name, Numbers x) {
    return run(x, updates.get("y/" + name));
  }

  public List<String> updates() {
    return new ArrayList<>(updates.keySet());
  }

  /** Of half the sum of the squares of the output. */
  public Numbers gradient(Numbers x) {
    Output<?>[] gradients = graph.addGradients(halfSquares, new Output<?>[] {input});
    return run(x, gradients[0].expect(TFloat32.class));
  }

  /** The same by differences. */
  public Numbers difference(Numbers x) {
    float[] slopes = new float[x.values().length];
    for (int index = 0; index < slopes.length; index++) {
      slopes[index] = (loss(x, index, STEP) - loss(x, index, -STEP)) / (2 * STEP);
    }
    return new Numbers(x.shape(), slopes);
  }

  private float loss(Numbers x, int index, float step) {
    float[] moved = x.values().clone();
    moved[index] += step;
    return run(new Numbers(x.shape(), moved), halfSquares).values()[0];
  }

  private Numbers run(Numbers x, Output<TFloat32> wanted) {
    try (TFloat32 fed = x.toTensor();
        var result = session.runner().feed(input, fed).fetch(wanted).run()) {
      return Numbers.of((TFloat32) result.get(0));
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  /** The names of what training changes besides what gradients change. */
  static Set<String> updates(KerasModel model) {
    try (Graph graph = new Graph()) {
      Trace trace =
          new Trace(
              Ops.create(graph),
              true,
              0,
              (ops, weight) ->
                  ops.zeros(
                      ops.constant(weight.shape().stream().mapToLong(Long::longValue).toArray()),
                      TFloat32.class));
      Ops tf = Ops.create(graph);
      long[] shape = model.inputs().get(0).shape().toArray();
      model
          .network()
          .call(
              trace,
              List.of(
                  Value.of(tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape))))));
      return trace.updates().keySet();
    }
  }
}
