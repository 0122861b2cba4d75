package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.tensorflow.runtime.BatchTensors;
import io.dlpipelines.tensorflow.runtime.SessionOptions;
import io.dlpipelines.tensorflow.runtime.TrainingSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A program that is open: its variables have values, and steps change them. */
final class TrainableNetwork implements AutoCloseable {
  private final TrainingProgram program;
  private final TrainingSession session;
  private final ProgramSteps steps;

  private TrainableNetwork(
      TrainingProgram program, TrainingSession session, Consumer<String> notices) {
    this.program = program;
    this.session = session;
    steps = new ProgramSteps(program, session, notices);
  }

  /** Opens a program, which tells what its user should know of its steps. */
  static TrainableNetwork open(
      TrainingProgram program,
      Map<String, byte[]> weights,
      SessionOptions options,
      Consumer<String> notices) {
    TrainableNetwork network =
        new TrainableNetwork(program, TrainingSession.open(program.definition(), options), notices);
    try {
      for (ProgramVariable variable : program.variables()) {
        network.assign(
            variable,
            variable.weight()
                ? weights.get(variable.name())
                : filled(variable.shape(), variable.initial()));
      }
      return network;
    } catch (RuntimeException failure) {
      network.close();
      throw failure;
    }
  }

  private static byte[] filled(List<Long> shape, float value) {
    long count = shape.stream().reduce(1L, Math::multiplyExact);
    float[] values = new float[Math.toIntExact(count)];
    Arrays.fill(values, value);
    return WeightValue.of(shape, values).bytes();
  }

  MetricSums metrics() {
    return program.metrics();
  }

  /** Changes the variables by a batch. The sums are valid until the next call. */
  double[] train(BatchTensors batch, double learningRate, long step) {
    return steps.train(batch, learningRate, step);
  }

  /** Scores a batch. The sums are valid until the next call. */
  double[] evaluate(BatchTensors batch) {
    return steps.evaluate(batch);
  }

  /** The values of the weights, or with {@code all} of what the optimizer keeps too, by name. */
  Map<String, byte[]> values(boolean all) {
    List<ProgramVariable> wanted =
        program.variables().stream().filter(variable -> all || variable.weight()).toList();
    List<TensorBuffer> values = session.read(wanted.stream().map(ProgramVariable::tensor).toList());
    Map<String, byte[]> byName = new LinkedHashMap<>();
    for (int index = 0; index < wanted.size(); index++) {
      TensorBuffer value = values.get(index);
      byName.put(wanted.get(index).name(), Arrays.copyOf(value.bytes(), value.byteCount()));
    }
    return byName;
  }

  /** Gives variables values that {@link #values} gave. */
  void restore(Map<String, byte[]> values) {
    for (ProgramVariable variable : program.variables()) {
      if (values.containsKey(variable.name())) {
        assign(variable, values.get(variable.name()));
      }
    }
  }

  /** The weights among some values. */
  Map<String, VariableValue> weights(Map<String, byte[]> values) {
    Map<String, VariableValue> weights = new LinkedHashMap<>();
    for (ProgramVariable variable : program.variables()) {
      if (variable.weight()) {
        weights.put(
            variable.name(),
            new VariableValue(variable.dtype(), variable.shape(), values.get(variable.name())));
      }
    }
    return weights;
  }

  /** Whether no element of these values is infinite or NaN. */
  boolean isFinite(Map<String, byte[]> values) {
    return program.variables().stream()
        .filter(variable -> values.containsKey(variable.name()))
        .allMatch(variable -> isFinite(variable.dtype(), values.get(variable.name())));
  }

  private static boolean isFinite(Dtype dtype, byte[] bytes) {
    ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    boolean finite = true;
    while (finite && values.hasRemaining() && (dtype == Dtype.FLOAT32 || dtype == Dtype.FLOAT64)) {
      finite =
          dtype == Dtype.FLOAT32
              ? Float.isFinite(values.getFloat())
              : Double.isFinite(values.getDouble());
    }
    return finite;
  }

  private void assign(ProgramVariable variable, byte[] value) {
    long[] shape = variable.shape().stream().mapToLong(Long::longValue).toArray();
    session.assign(
        variable.placeholder(),
        variable.assignment(),
        TensorBuffer.of(variable.dtype(), value, shape));
  }

  @Override
  public void close() {
    session.close();
  }
}
