package io.dlpipelines.tensorflow.keras.layer.operation;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Normalization by means and variances, which are given or those of the input. */
final class NormalizationOperations {
  private static final double EPSILON = 1e-7;

  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.of(
          "nn.Moments",
          Operation.ofMany("x", NormalizationOperations::moments),
          "nn.BatchNorm",
          Operation.of("x mean variance offset scale", NormalizationOperations::byGiven),
          "nn.LayerNorm",
          Operation.of("x gamma beta", NormalizationOperations::byOwn),
          "nn.RMSNorm",
          Operation.of("x scale", NormalizationOperations::byRootMeanSquare));

  private NormalizationOperations() {}

  private static Operand<? extends TType> mean(
      TensorOps ops, Operand<? extends TType> x, boolean kept, int... axes) {
    return ops.reduce("Mean", x, kept, axes);
  }

  private static Operand<? extends TType> variance(
      TensorOps ops, Operand<? extends TType> x, boolean kept, int... axes) {
    Operand<? extends TType> centered = ops.minus(x, mean(ops, x, true, axes));
    return mean(ops, ops.add("Square", centered), kept, axes);
  }

  private static List<Operand<? extends TType>> moments(OperationCall call) {
    Operand<? extends TType> x = call.floats("x");
    int[] axes = call.axes("axes", x);
    boolean kept = call.flag("keepdims", false);
    return List.of(mean(call.ops(), x, kept, axes), variance(call.ops(), x, kept, axes));
  }

  private static Operand<? extends TType> byGiven(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    int[] sizes = new int[TensorOps.rank(x)];
    Arrays.fill(sizes, 1);
    sizes[call.axisOf(x, -1)] = -1;
    Function<String, Operand<? extends TType>> vector =
        name -> ops.reshape(ops.cast(call.tensor(name), TensorOps.typeOf(x)), sizes);
    Operand<? extends TType> factor =
        ops.add("Rsqrt", ops.plus(vector.apply("variance"), call.number("epsilon", 1e-3)));
    if (call.has("scale")) {
      factor = ops.times(factor, vector.apply("scale"));
    }
    Operand<? extends TType> shift = ops.add("Neg", ops.times(vector.apply("mean"), factor));
    if (call.has("offset")) {
      shift = ops.plus(shift, vector.apply("offset"));
    }
    return ops.plus(ops.times(x, factor), shift);
  }

  private static Operand<? extends TType> byOwn(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = call.tensor("x");
    Operand<? extends TType> x = ops.floating(given);
    int[] axes = axes(call, x);
    Operand<? extends TType> centered = ops.minus(x, mean(ops, x, true, axes));
    Operand<? extends TType> variance = mean(ops, ops.add("Square", centered), true, axes);
    Operand<? extends TType> factor =
        ops.add("Rsqrt", ops.plus(variance, call.number("epsilon", EPSILON)));
    if (call.has("gamma")) {
      factor = ops.times(factor, fitted(call, "gamma", x, axes));
    }
    // Not x times the factor less the mean times it: TensorFlow fuses that with another epsilon.
    boolean scalesOnly = call.flag("rms_scaling", false);
    Operand<? extends TType> y = ops.times(scalesOnly ? x : centered, factor);
    if (call.has("beta") && !scalesOnly) {
      y = ops.plus(y, fitted(call, "beta", x, axes));
    }
    return ops.cast(y, TensorOps.typeOf(given));
  }

  private static int[] axes(OperationCall call, Operand<? extends TType> x) {
    if (!call.has("axis")) {
      return new int[] {TensorOps.rank(x) - 1};
    }
    return Arrays.stream(call.axes("axis", x)).sorted().toArray();
  }

  /** With the sizes of the normalized axes in their places. */
  private static Operand<? extends TType> fitted(
      OperationCall call, String name, Operand<? extends TType> x, int[] axes) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = ops.cast(call.tensor(name), TensorOps.typeOf(x));
    int rank = TensorOps.rank(x);
    boolean last = axes.length == 1 && axes[0] == rank - 1;
    if (last || TensorOps.rank(given) == rank) {
      return given;
    }
    List<Operand<TInt32>> sizes = ops.sizes(x);
    for (int axis = 0; axis < rank; axis++) {
      if (Arrays.binarySearch(axes, axis) < 0) {
        sizes.set(axis, call.tf().constant(1));
      }
    }
    return ops.reshape(given, sizes);
  }

  private static Operand<? extends TType> byRootMeanSquare(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = call.tensor("x");
    Operand<? extends TType> x = ops.floating(given);
    Operand<? extends TType> squares = mean(ops, ops.add("Square", x), true, axes(call, x));
    Operand<? extends TType> y =
        ops.times(x, ops.add("Rsqrt", ops.plus(squares, call.number("epsilon", EPSILON))));
    if (call.has("scale")) {
      y = ops.times(y, ops.cast(call.tensor("scale"), TensorOps.typeOf(x)));
    }
    return ops.cast(y, TensorOps.typeOf(given));
  }
}
