package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** A graph that is fed floats, built and run once. */
public final class FedGraph {

  /** Adds what is to be fetched. */
  @FunctionalInterface
  public interface Builder {
    /** What is fetched, of what is fed. */
    List<Operand<?>> build(Graph graph, Ops tf, List<Operand<TFloat32>> inputs);
  }

  private FedGraph() {}

  /** What a graph gives whose inputs are known but for their first axis. */
  public static List<double[]> run(List<Numbers> inputs, Builder builder) {
    return run(inputs, builder, 1);
  }

  /** What a graph gives whose inputs have as many unknown axes as is told. */
  public static List<double[]> run(List<Numbers> inputs, Builder builder, int unknownAxes) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<Operand<TFloat32>> fed = new ArrayList<>();
      for (Numbers input : inputs) {
        long[] shape = input.shape().clone();
        for (int axis = 0; axis < Math.min(unknownAxes, shape.length); axis++) {
          shape[axis] = -1;
        }
        fed.add(tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape))));
      }
      List<Operand<?>> fetches = builder.build(graph, tf, fed);
      return run(graph, fed, inputs, fetches);
    }
  }

  private static List<double[]> run(
      Graph graph, List<Operand<TFloat32>> fed, List<Numbers> inputs, List<Operand<?>> fetches) {
    List<Tensor> tensors = new ArrayList<>();
    try (Session session = new Session(graph)) {
      Session.Runner runner = session.runner();
      for (int index = 0; index < fed.size(); index++) {
        Numbers input = inputs.get(index);
        tensors.add(
            TFloat32.tensorOf(
                Shape.of(input.shape()), DataBuffers.of(input.values(), true, false)));
        runner.feed(fed.get(index), tensors.get(index));
      }
      fetches.forEach(fetch -> runner.fetch((Output<?>) fetch.asOutput()));
      try (Result result = runner.run()) {
        return IntStream.range(0, fetches.size())
            .mapToObj(index -> doubles(result.get(index)))
            .toList();
      }
    } finally {
      tensors.forEach(Tensor::close);
    }
  }

  private static double[] doubles(Tensor tensor) {
    return tensor instanceof TFloat64 numbers
        ? values(numbers, Double::doubleValue)
        : values((TFloat32) tensor, Float::doubleValue);
  }

  private static <T> double[] values(NdArray<T> array, ToDoubleFunction<T> value) {
    DoubleStream values =
        StreamSupport.stream(array.scalars().spliterator(), false)
            .mapToDouble(scalar -> value.applyAsDouble(scalar.getObject()));
    return values.toArray();
  }
}
