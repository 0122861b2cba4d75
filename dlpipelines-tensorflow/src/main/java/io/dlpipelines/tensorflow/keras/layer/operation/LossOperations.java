package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** Losses of predictions against targets, not reduced over rows. */
final class LossOperations {
  private static final double EPSILON = 1e-7;

  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("nn.BinaryCrossentropy", Operation.of("target output", LossOperations::binary)),
          entry(
              "nn.CategoricalCrossentropy",
              Operation.of("target output", LossOperations::categorical)),
          entry(
              "nn.SparseCategoricalCrossentropy",
              Operation.of("target output", LossOperations::sparse)),
          entry("nn.PSNR", Operation.of("x1 x2", LossOperations::signalToNoise)));

  private LossOperations() {}

  /** Predictions, which are probabilities, or logits whose loss is more exact. */
  private record Prediction(Operand<? extends TType> tensor, boolean logits) {

    /** As Keras does, looks for the logits of what an activation function gave. */
    static Prediction of(OperationCall call, String activation) {
      Operand<? extends TType> output = call.floats("output");
      if (output.asOutput().op() instanceof GraphOperation operation
          && operation.type().equals(activation)) {
        return new Prediction(operation.inputs().get(0).asOutput().expect(output.type()), true);
      }
      return new Prediction(output, call.flag("from_logits", false));
    }
  }

  private static Operand<? extends TType> target(OperationCall call, Operand<?> output) {
    return call.ops().cast(call.tensor("target"), TensorOps.typeOf(output));
  }

  private static Operand<? extends TType> clipped(TensorOps ops, Operand<? extends TType> x) {
    return ops.add(
        "Maximum", ops.add("Minimum", x, ops.number(1 - EPSILON, x)), ops.number(EPSILON, x));
  }

  private static Operand<? extends TType> binary(OperationCall call) {
    TensorOps ops = call.ops();
    Prediction prediction = Prediction.of(call, "Sigmoid");
    Operand<? extends TType> x = prediction.tensor();
    Operand<? extends TType> target = target(call, x);
    if (prediction.logits()) {
      Operand<? extends TType> positive = ops.add("Maximum", x, ops.number(0, x));
      Operand<? extends TType> rest =
          ops.add("Log1p", ops.add("Exp", ops.add("Neg", ops.add("Abs", x))));
      return ops.plus(ops.minus(positive, ops.times(x, target)), rest);
    }
    Operand<? extends TType> y = clipped(ops, x);
    Operand<? extends TType> one = ops.number(1, y);
    Operand<? extends TType> likelihood =
        ops.plus(
            ops.times(target, ops.add("Log", y)),
            ops.times(ops.minus(one, target), ops.add("Log", ops.minus(one, y))));
    return ops.add("Neg", likelihood);
  }

  private static Operand<? extends TType> categorical(OperationCall call) {
    TensorOps ops = call.ops();
    Prediction prediction = Prediction.of(call, "Softmax");
    Operand<? extends TType> x = prediction.tensor();
    int axis = call.axisOf(x, -1);
    Operand<? extends TType> logarithms =
        prediction.logits()
            ? logarithms(ops, x, axis)
            : ops.add("Log", clipped(ops, ops.over(x, ops.reduce("Sum", x, true, axis))));
    Operand<? extends TType> products = ops.times(target(call, x), logarithms);
    return ops.add("Neg", ops.reduce("Sum", products, false, axis));
  }

  /** Of the softmax function, relative to the maximum, so that no exponential is out of range. */
  private static Operand<? extends TType> logarithms(
      TensorOps ops, Operand<? extends TType> x, int axis) {
    Operand<? extends TType> maximum = ops.add("StopGradient", ops.reduce("Max", x, true, axis));
    Operand<? extends TType> shifted = ops.minus(x, maximum);
    Operand<? extends TType> sum = ops.reduce("Sum", ops.add("Exp", shifted), true, axis);
    return ops.minus(shifted, ops.add("Log", sum));
  }

  /** The targets are class indices, with or without an axis of their own. */
  private static Operand<? extends TType> sparse(OperationCall call) {
    TensorOps ops = call.ops();
    Prediction prediction = Prediction.of(call, "Softmax");
    Operand<? extends TType> x = prediction.tensor();
    int axis = TensorOps.rank(x) - 1;
    if (call.axisOf(x, -1) != axis) {
      throw call.invalid("[axis] is %d; it must be -1".formatted(call.integer("axis", -1)));
    }
    Operand<? extends TType> logits = prediction.logits() ? x : ops.add("Log", clipped(ops, x));
    Operand<? extends TType> target = ops.cast(call.tensor("target"), DataType.DT_INT64);
    if (TensorOps.rank(target) == TensorOps.rank(x)) {
      target = ops.squeeze(target, axis);
    }
    Operand<? extends TType> rows =
        ops.reshape(logits, List.of(call.tf().constant(-1), ops.size(logits, axis)));
    Operand<? extends TType> losses =
        ops.add("SparseSoftmaxCrossEntropyWithLogits", rows, ops.reshape(target, -1));
    return ops.reshape(losses, ops.sizes(target));
  }

  /** In decibels. */
  private static Operand<? extends TType> signalToNoise(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x1");
    Operand<? extends TType> difference =
        ops.minus(x, ops.cast(call.tensor("x2"), TensorOps.typeOf(x)));
    Operand<? extends TType> error =
        ops.reduce("Mean", ops.reshape(ops.add("Square", difference), -1), false, 0);
    Operand<? extends TType> decibels = ops.times(ops.add("Log", error), -10 / Math.log(10));
    return ops.plus(decibels, 20 * Math.log10(call.number("max_val", 1)));
  }
}
