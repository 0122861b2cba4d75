package io.dlpipelines.tensorflow.keras.layer.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/** Norms of vectors and matrices, and what is divided by them. */
final class NormOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.of(
          "linalg.Norm", Operation.of("x", NormOperations::norm),
          "nn.Normalize", Operation.of("x", NormOperations::normalize));

  private NormOperations() {}

  private static Operand<? extends TType> norm(OperationCall call) {
    Operand<? extends TType> x = call.floats("x");
    int[] axes = call.axes("axis", x);
    boolean kept = call.flag("keepdims", false);
    Optional<JsonNode> order = call.find("ord");
    return switch (axes.length) {
      case 1 -> ofVectors(call, x, axes[0], order.isEmpty() ? 2 : number(call, order.get()), kept);
      case 2 ->
          order.isEmpty() || order.get().asText().equals("fro")
              ? euclidean(call.ops(), x, kept, axes)
              : ofMatrices(call, x, axes, order.get(), kept);
      default ->
          throw call.invalid(
              "norms are of vectors or matrices along one or two axes, and not along %d"
                  .formatted(axes.length));
    };
  }

  private static double number(OperationCall call, JsonNode order) {
    return switch (order.asText()) {
      case "inf", "Infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> call.number("ord", 2);
    };
  }

  private static Operand<? extends TType> euclidean(
      TensorOps ops, Operand<? extends TType> x, boolean kept, int... axes) {
    if (ElementTypes.isComplex(TensorOps.typeOf(x))) {
      return ops.add("Sqrt", ops.reduce("Sum", ops.times(x, ops.add("Conj", x)), kept, axes));
    }
    return ops.add("Sqrt", ops.reduce("Sum", ops.times(x, x), kept, axes));
  }

  private static Operand<? extends TType> ofVectors(
      OperationCall call, Operand<? extends TType> x, int axis, double order, boolean kept) {
    TensorOps ops = call.ops();
    if (order == 2) {
      return euclidean(ops, x, kept, axis);
    }
    Operand<? extends TType> sizes = ops.add("Abs", x);
    if (Double.isInfinite(order)) {
      return ops.reduce(order > 0 ? "Max" : "Min", sizes, kept, axis);
    }
    if (order == 0) {
      Operand<? extends TType> counted = ops.add("NotEqual", x, ops.number(0, x));
      return ops.reduce("Sum", ops.cast(counted, TensorOps.typeOf(x)), kept, axis);
    }
    Operand<? extends TType> sum =
        ops.reduce("Sum", ops.add("Pow", sizes, ops.number(order, x)), kept, axis);
    return ops.add("Pow", sum, ops.number(1 / order, x));
  }

  private static Operand<? extends TType> ofMatrices(
      OperationCall call, Operand<? extends TType> x, int[] axes, JsonNode order, boolean kept) {
    TensorOps ops = call.ops();
    int rank = TensorOps.rank(x);
    int rows = axes[0];
    int columns = axes[1] - (axes[1] > axes[0] ? 1 : 0);
    Operand<? extends TType> matrices =
        ops.moveAxis(ops.moveAxis(x, rows, rank - 1), columns, rank - 2);
    // Now the columns come before the rows.
    Operand<? extends TType> y = ofLastAxes(call, matrices, order);
    if (kept) {
      y = ops.expand(y, Math.min(axes[0], axes[1]));
      y = ops.expand(y, Math.max(axes[0], axes[1]));
    }
    return y;
  }

  /** {@code [..., columns, rows]}. */
  private static Operand<? extends TType> ofLastAxes(
      OperationCall call, Operand<? extends TType> x, JsonNode order) {
    TensorOps ops = call.ops();
    int last = TensorOps.rank(x) - 1;
    if (order.asText().equals("nuc")) {
      return ops.reduce("Sum", LinearAlgebraOperations.valuesOf(ops, x), false, last - 1);
    }
    double number = number(call, order);
    String extreme = number > 0 ? "Max" : "Min";
    if (Math.abs(number) == 2) {
      return ops.reduce(extreme, LinearAlgebraOperations.valuesOf(ops, x), false, last - 1);
    }
    if (Math.abs(number) == 1) {
      return ops.reduce(
          extreme, ops.reduce("Sum", ops.add("Abs", x), false, last), false, last - 1);
    }
    if (Double.isInfinite(number)) {
      return ops.reduce(
          extreme, ops.reduce("Sum", ops.add("Abs", x), false, last - 1), false, last - 1);
    }
    throw call.invalid(
        "[ord] is %s; of matrices it must be fro, nuc, 1, -1, 2, -2, inf or -inf".formatted(order));
  }

  /** {@code x / |x|}, with a least length so that zeros stay. */
  private static Operand<? extends TType> normalize(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    int order = call.integer("order", 2);
    if (order < 1) {
      throw call.invalid("[order] is %d; it must be at least 1".formatted(order));
    }
    double epsilon = call.number("epsilon", 1e-7);
    int[] axes =
        call.has("axis") || call.isNull("axis")
            ? call.axes("axis", x)
            : new int[] {call.axis(-1, x)};
    if (order != 2) {
      Operand<? extends TType> length =
          axes.length == 1
              ? ofVectors(call, x, axes[0], order, true)
              : ofMatrices(call, x, axes, call.orThrow("order"), true);
      return ops.over(x, ops.add("Maximum", length, ops.number(epsilon, x)));
    }
    Operand<? extends TType> squares = ops.reduce("Sum", ops.add("Square", x), true, axes);
    Operand<? extends TType> least = ops.number(epsilon * epsilon, x);
    return ops.times(x, ops.add("Rsqrt", ops.add("Maximum", squares, least)));
  }
}
