package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Operations that make one number of all along axes, or of those up to each along one axis. */
final class ReductionOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.Mean", Operation.of("x", call -> reduce(call, "Mean", call.floats("x")))),
          entry("numpy.Sum", ofSums("Sum")),
          entry("numpy.Prod", ofSums("Prod")),
          entry("numpy.Max", ofExtremes("Max")),
          entry("numpy.Amax", ofExtremes("Max")),
          entry("numpy.Min", ofExtremes("Min")),
          entry("numpy.Amin", ofExtremes("Min")),
          entry("numpy.Ptp", Operation.of("x", ReductionOperations::span)),
          entry("numpy.All", ofTruths("All")),
          entry("numpy.Any", ofTruths("Any")),
          entry("numpy.CountNonzero", Operation.of("x", ReductionOperations::count)),
          entry("numpy.Average", Operation.of("x weights", ReductionOperations::average)),
          entry("numpy.Var", Operation.of("x", ReductionOperations::variance)),
          entry("numpy.Std", Operation.of("x", call -> call.ops().add("Sqrt", variance(call)))),
          entry("math.Logsumexp", Operation.of("x", ReductionOperations::logSumOfExponentials)),
          entry("numpy.Argmax", extreme("ArgMax")),
          entry("numpy.Argmin", extreme("ArgMin")),
          entry("numpy.Cumsum", cumulative("Cumsum")),
          entry("numpy.Cumprod", cumulative("Cumprod")));

  private ReductionOperations() {}

  static Operand<? extends TType> reduce(
      OperationCall call, String type, Operand<? extends TType> x) {
    return reduce(call, type, x, call.flag("keepdims", false));
  }

  static Operand<? extends TType> reduce(
      OperationCall call, String type, Operand<? extends TType> x, boolean keepDims) {
    return call.ops().reduce(type, x, keepDims, call.axes("axis", x));
  }

  private static Function<LayerConfig, Layer> ofSums(String type) {
    return Operation.of("x", call -> sum(call, type, call.tensor("x")));
  }

  /** The sum or product, in the type that is said or that is wide enough. */
  static Operand<? extends TType> sum(OperationCall call, String type, Operand<? extends TType> x) {
    DataType sums =
        call.has("dtype") ? call.type("dtype") : ElementTypes.ofSums(TensorOps.typeOf(x));
    return reduce(call, type, call.ops().cast(x, sums));
  }

  private static Function<LayerConfig, Layer> ofTruths(String type) {
    return Operation.of(
        "x", call -> reduce(call, type, call.ops().cast(call.tensor("x"), DataType.DT_BOOL)));
  }

  private static Function<LayerConfig, Layer> ofExtremes(String type) {
    return Operation.of("x", call -> limited(call, type, extreme(call, type, call.tensor("x"))));
  }

  /** The largest or smallest; of truth values, whether any or all hold. */
  static Operand<? extends TType> extreme(
      OperationCall call, String type, Operand<? extends TType> x) {
    return TensorOps.typeOf(x) == DataType.DT_BOOL
        ? reduce(call, type.equals("Max") ? "Any" : "All", x)
        : reduce(call, type, x);
  }

  private static Operand<? extends TType> limited(
      OperationCall call, String type, Operand<? extends TType> y) {
    if (!call.has("initial")) {
      return y;
    }
    TensorOps ops = call.ops();
    DataType own = TensorOps.typeOf(y);
    DataType computed = own == DataType.DT_BOOL ? DataType.DT_INT32 : own;
    return ops.cast(
        ops.add(
            type.equals("Max") ? "Maximum" : "Minimum",
            ops.cast(y, computed),
            ops.cast(call.tensor("initial"), computed)),
        own);
  }

  private static Operand<? extends TType> span(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    return call.ops().minus(reduce(call, "Max", x), reduce(call, "Min", x));
  }

  private static Operand<? extends TType> count(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = ops.cast(call.tensor("x"), DataType.DT_BOOL);
    return reduce(call, "Sum", ops.integers(x));
  }

  /** Weights along one axis alone are a vector. */
  private static Operand<? extends TType> average(OperationCall call) {
    TensorOps ops = call.ops();
    if (!call.has("weights")) {
      return reduce(call, "Mean", call.floats("x"));
    }
    List<Operand<? extends TType>> both = call.widened("x", "weights");
    Operand<? extends TType> x = ops.floating(both.get(0));
    Operand<? extends TType> weights = ops.floating(both.get(1));
    if (TensorOps.rank(weights) != TensorOps.rank(x)) {
      int[] sizes = new int[TensorOps.rank(x)];
      java.util.Arrays.fill(sizes, 1);
      sizes[call.axis(call.integer("axis"), x)] = -1;
      weights = ops.reshape(weights, sizes);
    }
    return ops.over(reduce(call, "Sum", ops.times(x, weights)), reduce(call, "Sum", weights));
  }

  private static Operand<? extends TType> variance(OperationCall call) {
    Operand<? extends TType> x = call.floats("x");
    Operand<? extends TType> mean = reduce(call, "Mean", x, true);
    return reduce(call, "Mean", call.ops().add("Square", call.ops().minus(x, mean)));
  }

  /** Relative to the maximum, so that no exponential is out of range. */
  private static Operand<? extends TType> logSumOfExponentials(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    Operand<? extends TType> largest = reduce(call, "Max", x, true);
    Operand<? extends TType> maximum =
        ops.add(
            "StopGradient",
            ops.choose(ops.add("IsFinite", largest), largest, ops.number(0, largest)));
    Operand<? extends TType> sum = reduce(call, "Sum", ops.add("Exp", ops.minus(x, maximum)));
    return ops.plus(
        ops.add("Log", sum),
        call.flag("keepdims", false) ? maximum : reduce(call, "Sum", maximum, false));
  }

  private static Function<LayerConfig, Layer> extreme(String type) {
    return Operation.of("x", call -> place(call, type, call.tensor("x")));
  }

  /**
   * The first place of the largest or smallest, counted along one axis or all numbers. Keras takes
   * minus zero for less than zero.
   */
  static Operand<? extends TType> place(
      OperationCall call, String type, Operand<? extends TType> given) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = given;
    if (ElementTypes.isFloating(TensorOps.typeOf(x))) {
      Operand<? extends TType> minusZero =
          ops.add(
              "LogicalAnd",
              ops.add("Equal", x, ops.number(0, x)),
              PredicateOperations.isNegative(ops, x));
      boolean wide = TensorOps.typeOf(x) == DataType.DT_DOUBLE;
      x = ops.choose(minusZero, ops.number(wide ? -Double.MIN_NORMAL : -Float.MIN_NORMAL, x), x);
    }
    Operand<? extends TType> along = axisOrRavel(call, x);
    int axis = call.axisOf(along, 0);
    Operand<? extends TType> place =
        ops.add(
            type,
            List.of(along, call.tf().constant(axis)),
            builder -> builder.setAttr("output_type", DataType.DT_INT32));
    if (!call.flag("keepdims", false)) {
      return place;
    }
    int[] ones = new int[TensorOps.rank(x)];
    java.util.Arrays.fill(ones, 1);
    return call.has("axis") ? ops.expand(place, axis) : ops.reshape(place, ones);
  }

  private static Function<LayerConfig, Layer> cumulative(String type) {
    return Operation.of("x", call -> cumulative(call, type, call.tensor("x")));
  }

  static Operand<? extends TType> cumulative(
      OperationCall call, String type, Operand<? extends TType> given) {
    TensorOps ops = call.ops();
    Operand<? extends TType> typed =
        call.has("dtype") ? ops.cast(given, call.type("dtype")) : given;
    Operand<? extends TType> x =
        axisOrRavel(
            call, TensorOps.typeOf(typed) == DataType.DT_BOOL ? ops.integers(typed) : typed);
    Operand<TInt32> axis = call.tf().constant(call.axisOf(x, 0));
    return ops.add(type, x, axis);
  }

  /** The numbers in a row where no axis is said. */
  static Operand<? extends TType> axisOrRavel(OperationCall call, Operand<? extends TType> x) {
    return call.has("axis") ? x : call.ops().reshape(x, -1);
  }
}
