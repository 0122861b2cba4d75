package io.dlpipelines.tensorflow.keras.layer.operation;

import static io.dlpipelines.tensorflow.keras.layer.operation.ReductionOperations.reduce;
import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** Reductions that leave NaN out. */
final class NanOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.Nanmax", extreme("Max", Double.NEGATIVE_INFINITY)),
          entry("numpy.Nanmin", extreme("Min", Double.POSITIVE_INFINITY)),
          entry("numpy.Nansum", Operation.of("x", call -> sum(call, "Sum", 0))),
          entry("numpy.Nanprod", Operation.of("x", call -> sum(call, "Prod", 1))),
          entry("numpy.Nanmean", Operation.of("x", call -> mean(call, false))),
          entry("numpy.Nanvar", Operation.of("x", NanOperations::variance)),
          entry("numpy.Nanstd", Operation.of("x", call -> call.ops().add("Sqrt", variance(call)))),
          entry("numpy.Nanargmax", place("ArgMax", Double.NEGATIVE_INFINITY)),
          entry("numpy.Nanargmin", place("ArgMin", Double.POSITIVE_INFINITY)),
          entry("numpy.Nancumsum", cumulative("Cumsum", 0)),
          entry("numpy.Nancumprod", cumulative("Cumprod", 1)));

  private NanOperations() {}

  private static boolean isFloating(Operand<? extends TType> x) {
    return ElementTypes.isFloating(TensorOps.typeOf(x));
  }

  static Operand<? extends TType> without(
      TensorOps ops, Operand<? extends TType> x, double instead) {
    return isFloating(x) ? ops.choose(ops.add("IsNan", x), ops.number(instead, x), x) : x;
  }

  private static Operand<? extends TType> allNan(OperationCall call, Operand<? extends TType> x) {
    return reduce(call, "All", call.ops().add("IsNan", x));
  }

  private static Function<LayerConfig, Layer> extreme(String type, double least) {
    return Operation.of(
        "x",
        call -> {
          TensorOps ops = call.ops();
          Operand<? extends TType> x = call.tensor("x");
          Operand<? extends TType> y =
              ReductionOperations.extreme(call, type, without(ops, x, least));
          return isFloating(x) ? ops.choose(allNan(call, x), ops.number(Double.NaN, x), y) : y;
        });
  }

  private static Operand<? extends TType> sum(OperationCall call, String type, double neutral) {
    return ReductionOperations.sum(call, type, without(call.ops(), call.tensor("x"), neutral));
  }

  private static Operand<? extends TType> count(
      OperationCall call, Operand<? extends TType> x, boolean keepDims) {
    TensorOps ops = call.ops();
    Operand<? extends TType> valid = ops.add("LogicalNot", ops.add("IsNan", x));
    return reduce(call, "Sum", ops.cast(valid, TensorOps.typeOf(x)), keepDims);
  }

  private static Operand<? extends TType> mean(OperationCall call, boolean kept) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    boolean keepDims = kept || call.flag("keepdims", false);
    return ops.over(reduce(call, "Sum", without(ops, x, 0), keepDims), count(call, x, keepDims));
  }

  private static Operand<? extends TType> variance(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    Operand<? extends TType> centered = without(ops, ops.minus(x, mean(call, true)), 0);
    return ops.over(
        reduce(call, "Sum", ops.add("Square", centered)),
        count(call, x, call.flag("keepdims", false)));
  }

  private static Function<LayerConfig, Layer> place(String type, double least) {
    return Operation.of(
        "x",
        call -> {
          TensorOps ops = call.ops();
          Operand<? extends TType> x = call.tensor("x");
          Operand<? extends TType> place =
              ReductionOperations.place(call, type, without(ops, x, least));
          return isFloating(x)
              ? ops.choose(allNan(call, x), ops.number(-1, DataType.DT_INT32), place)
              : place;
        });
  }

  private static Function<LayerConfig, Layer> cumulative(String type, double neutral) {
    return Operation.of(
        "x",
        call ->
            ReductionOperations.cumulative(
                call, type, PredicateOperations.finite(call, call.tensor("x"), neutral)));
  }
}
