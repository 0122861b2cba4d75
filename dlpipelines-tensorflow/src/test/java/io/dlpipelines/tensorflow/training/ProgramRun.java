package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.runtime.BatchTensors;
import io.dlpipelines.tensorflow.runtime.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Steps of training on batches that are given, without Spark. */
final class ProgramRun implements AutoCloseable {
  private final TrainingProgram program;
  private final TrainableNetwork network;
  private final List<String> notices = new ArrayList<>();
  private long steps;

  private ProgramRun(
      TrainingProgram program, Map<String, WeightValue> weights, SessionOptions options) {
    this.program = program;
    Map<String, byte[]> values = new HashMap<>();
    weights.forEach((key, weight) -> values.put(key, weight.bytes()));
    network = TrainableNetwork.open(program, values, options, notices::add);
  }

  /** A network of one input of floats, whose weights begin at random. */
  static ProgramRun of(Network network, long[] cell, TrainingObjective objective) {
    return of(network, cell, objective, Precision.FLOAT32, SessionOptions.DEFAULT);
  }

  /** The same in lower precision, or with other options of the session. */
  static ProgramRun of(
      Network network,
      long[] cell,
      TrainingObjective objective,
      Precision precision,
      SessionOptions options) {
    return of(network, cell, objective, precision, options, (tf, fed) -> fed);
  }

  /** The same with operations between what is fed and the network. */
  static ProgramRun of(
      Network network,
      long[] cell,
      TrainingObjective objective,
      Precision precision,
      SessionOptions options,
      NetworkInput.Preparation preparation) {
    NetworkGraph graph = NetworkGraph.of(network);
    Map<String, WeightValue> weights = new HashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    for (WeightSpec weight : graph.weights()) {
      float[] values = new float[(int) weight.elementCount()];
      for (int at = 0; at < values.length; at++) {
        values[at] = (float) random.nextDouble(-0.8, 0.8);
      }
      weights.put(weight.key(), WeightValue.of(weight.shape(), values));
    }
    NetworkInput input = new NetworkInput(Dtype.FLOAT32, TensorShape.of(cell), preparation);
    return new ProgramRun(
        TrainingGraph.of(
            new WeightedNetwork(network, graph, weights), List.of(input), objective, precision),
        weights,
        options);
  }

  /** What a batch costs, before weights change by it. */
  double train(double learningRate, int rows, double[]... feeds) {
    steps++;
    try (BatchTensors batch = batch(rows, feeds)) {
      return network.train(batch, learningRate, steps)[0] / rows;
    }
  }

  /** What a batch costs as the network scores. */
  double evaluate(int rows, double[]... feeds) {
    try (BatchTensors batch = batch(rows, feeds)) {
      return network.evaluate(batch)[0] / rows;
    }
  }

  private BatchTensors batch(int rows, double[]... feeds) {
    BatchTensors batch = new BatchTensors(program.inputs(), rows);
    for (int index = 0; index < feeds.length; index++) {
      ByteBuffer bytes =
          ByteBuffer.allocate(feeds[index].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (double number : feeds[index]) {
        if (program.inputs().get(index).dtype() == Dtype.INT32) {
          bytes.putInt((int) number);
        } else {
          bytes.putFloat((float) number);
        }
      }
      batch.write(index, bytes.array());
    }
    return batch;
  }

  List<String> notices() {
    return notices;
  }

  TrainingProgram program() {
    return program;
  }

  double[] weight(String key) {
    ByteBuffer bytes = ByteBuffer.wrap(network.values(true).get(key));
    float[] values = new float[bytes.capacity() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, at -> values[at]);
    return doubles;
  }

  @Override
  public void close() {
    network.close();
  }
}
