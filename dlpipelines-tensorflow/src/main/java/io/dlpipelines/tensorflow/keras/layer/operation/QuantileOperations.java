package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Medians, quantiles and percentiles, with and without NaN. */
final class QuantileOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.Median", Operation.of("x", call -> quantiles(call, half(call), false))),
          entry("numpy.Nanmedian", Operation.of("x", call -> quantiles(call, half(call), true))),
          entry("numpy.Quantile", Operation.of("x q", call -> quantiles(call, q(call, 1), false))),
          entry(
              "numpy.Nanquantile", Operation.of("x q", call -> quantiles(call, q(call, 1), true))),
          entry(
              "numpy.Percentile",
              Operation.of("x q", call -> quantiles(call, q(call, 100), false))),
          entry(
              "numpy.Nanpercentile",
              Operation.of("x q", call -> quantiles(call, q(call, 100), true))));

  private QuantileOperations() {}

  private static Operand<? extends TType> half(OperationCall call) {
    return call.ops().number(0.5, DataType.DT_DOUBLE);
  }

  private static Operand<? extends TType> q(OperationCall call, double whole) {
    TensorOps ops = call.ops();
    // Keras divides percentages in 32 bits.
    Operand<? extends TType> q = ops.floats(call.tensor("q"));
    return ops.cast(whole == 1 ? q : ops.over(q, whole), DataType.DT_DOUBLE);
  }

  /** The axes of [q] come before those of the result. */
  private static Operand<? extends TType> quantiles(
      OperationCall call, Operand<? extends TType> q, boolean skipsNan) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    int[] axes = Arrays.stream(call.axes("axis", x)).sorted().toArray();
    Operand<? extends TType> rows = rows(ops, x, axes);
    int axis = TensorOps.rank(rows) - 1;
    Operand<? extends TType> isNan = ops.add("IsNan", rows);
    Operand<? extends TType> isNumber = ops.integers(ops.add("LogicalNot", isNan));
    Operand<? extends TType> count =
        skipsNan
            ? ops.reduce("Sum", isNumber, true, axis)
            : ops.reduce("Sum", ops.add("OnesLike", isNumber), true, axis);
    Operand<? extends TType> sorted =
        OrderOperations.sorted(
            ops, NanOperations.without(ops, rows, Double.POSITIVE_INFINITY), axis);
    Operand<? extends TType> y =
        new Interpolated(ops, sorted, count, ops.reshape(q, -1)).by(method(call));
    Operand<? extends TType> undefined =
        skipsNan
            ? ops.add("Equal", count, ops.number(0, count))
            : ops.reduce("Any", isNan, true, axis);
    y = ops.choose(undefined, ops.number(Double.NaN, y), y);
    return TensorOps.rank(q) == 0
        ? shaped(call, ops.squeeze(y, axis), axes, 0)
        : shaped(call, ops.moveAxis(y, axis, 0), axes, 1);
  }

  private static String method(OperationCall call) {
    String method =
        call.word("method", "linear", "linear", "lower", "higher", "midpoint", "nearest");
    // Keras 3.15 does not apply the setting of this one.
    return call.config().className().endsWith(".Quantile") ? "linear" : method;
  }

  /** What is reduced as the last axis. */
  private static Operand<? extends TType> rows(
      TensorOps ops, Operand<? extends TType> x, int[] axes) {
    List<Integer> reduced = Arrays.stream(axes).boxed().toList();
    List<Integer> others = new ArrayList<>(IntStream.range(0, TensorOps.rank(x)).boxed().toList());
    others.removeAll(reduced);
    List<Operand<TInt32>> all = ops.sizes(x);
    List<Operand<TInt32>> sizes = new ArrayList<>(others.stream().map(all::get).toList());
    sizes.add(ops.tf().constant(-1));
    int[] order =
        IntStream.concat(others.stream().mapToInt(Integer::intValue), Arrays.stream(axes))
            .toArray();
    return ops.reshape(ops.transpose(x, order), sizes);
  }

  private static Operand<? extends TType> shaped(
      OperationCall call, Operand<? extends TType> y, int[] axes, int before) {
    Operand<? extends TType> shaped = y;
    if (call.flag("keepdims", false)) {
      for (int axis : axes) {
        shaped = call.ops().expand(shaped, axis + before);
      }
    }
    return shaped;
  }

  /**
   * Sorted rows, of which the first {@code count} are numbers, at fractions of their length.
   *
   * @param sorted {@code [..., size]}
   * @param count {@code [..., 1]}
   * @param fractions {@code [fractions]}
   */
  private record Interpolated(
      TensorOps ops,
      Operand<? extends TType> sorted,
      Operand<? extends TType> count,
      Operand<? extends TType> fractions) {

    Operand<? extends TType> by(String method) {
      return switch (method) {
        case "lower" -> at(place("Floor"));
        case "higher" -> at(place("Ceil"));
        case "nearest" -> at(place("Rint"));
        case "midpoint" -> ops.times(ops.plus(at(place("Floor")), at(place("Ceil"))), 0.5);
        default -> linear();
      };
    }

    private Operand<? extends TType> last() {
      return ops.add("Maximum", ops.minus(count, 1), ops.number(0, count));
    }

    /** {@code [..., fractions]}, not whole. */
    private Operand<? extends TType> exact() {
      return ops.times(ops.cast(last(), DataType.DT_DOUBLE), fractions);
    }

    private Operand<? extends TType> place(String rounding) {
      Operand<? extends TType> place = ops.integers(ops.add(rounding, exact()));
      return ops.add("Maximum", ops.add("Minimum", place, last()), ops.number(0, place));
    }

    private Operand<? extends TType> linear() {
      Operand<? extends TType> higher = place("Ceil");
      Operand<? extends TType> lower =
          ops.add("Maximum", ops.minus(higher, 1), ops.number(0, higher));
      Operand<? extends TType> upper = ops.add("Minimum", ops.plus(lower, 1), last());
      Operand<? extends TType> weight =
          ops.cast(
              ops.minus(ops.cast(upper, DataType.DT_DOUBLE), exact()), TensorOps.typeOf(sorted));
      Operand<? extends TType> rest = ops.minus(ops.number(1, weight), weight);
      return ops.plus(ops.times(at(upper), rest), ops.times(at(lower), weight));
    }

    private Operand<? extends TType> at(Operand<? extends TType> places) {
      long axis = TensorOps.rank(sorted) - 1;
      return ops.add(
          "GatherV2",
          List.of(sorted, places, ops.tf().constant((int) axis)),
          builder -> builder.setAttr("batch_dims", axis));
    }
  }
}
