package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/**
 * Operations on each number, or on each two of tensors of which the smaller one is repeated, that
 * TensorFlow has by one name.
 */
final class ElementwiseOperations {
  /** Operations of TensorFlow that take any numbers. */
  private static final Map<String, String> OF_NUMBERS =
      Map.ofEntries(
          entry("numpy.Negative", "Neg"),
          entry("numpy.Copy", "Identity"),
          entry("core.StopGradient", "StopGradient"));

  private static final Map<String, String> OF_FLOATS =
      Map.ofEntries(
          entry("numpy.Arccos", "Acos"),
          entry("numpy.Arccosh", "Acosh"),
          entry("numpy.Arcsin", "Asin"),
          entry("numpy.Arcsinh", "Asinh"),
          entry("numpy.Arctan", "Atan"),
          entry("numpy.Arctanh", "Atanh"),
          entry("numpy.Ceil", "Ceil"),
          entry("numpy.Cos", "Cos"),
          entry("numpy.Cosh", "Cosh"),
          entry("numpy.Exp", "Exp"),
          entry("numpy.Expm1", "Expm1"),
          entry("numpy.Fabs", "Abs"),
          entry("numpy.Floor", "Floor"),
          entry("numpy.Isfinite", "IsFinite"),
          entry("numpy.Isinf", "IsInf"),
          entry("numpy.Isnan", "IsNan"),
          entry("numpy.Log", "Log"),
          entry("numpy.Log1p", "Log1p"),
          entry("numpy.Reciprocal", "Reciprocal"),
          entry("numpy.Sin", "Sin"),
          entry("numpy.Sinh", "Sinh"),
          entry("numpy.Sqrt", "Sqrt"),
          entry("numpy.Tan", "Tan"),
          entry("numpy.Tanh", "Tanh"),
          entry("math.Erf", "Erf"),
          entry("math.Erfinv", "Erfinv"),
          entry("math.Rsqrt", "Rsqrt"));

  private static final Map<String, String> OF_TWO_NUMBERS =
      Map.ofEntries(
          entry("numpy.Add", "AddV2"),
          entry("numpy.Subtract", "Sub"),
          entry("numpy.Multiply", "Mul"),
          entry("numpy.FloorDivide", "FloorDiv"),
          entry("numpy.Maximum", "Maximum"),
          entry("numpy.Minimum", "Minimum"),
          entry("math.SquaredDifference", "SquaredDifference"));

  private static final Map<String, String> COMPARISONS =
      Map.ofEntries(
          entry("numpy.Equal", "Equal"),
          entry("numpy.NotEqual", "NotEqual"),
          entry("numpy.Greater", "Greater"),
          entry("numpy.GreaterEqual", "GreaterEqual"),
          entry("numpy.Less", "Less"),
          entry("numpy.LessEqual", "LessEqual"));

  private static final Map<String, String> OF_TWO_FLOATS =
      Map.of(
          "numpy.Divide", "RealDiv",
          "numpy.TrueDivide", "RealDiv",
          "numpy.DivideNoNan", "DivNoNan",
          "numpy.Arctan2", "Atan2");

  private static final Map<String, String> OF_TWO_TRUTHS =
      Map.of(
          "numpy.LogicalAnd", "LogicalAnd",
          "numpy.LogicalOr", "LogicalOr",
          "numpy.LogicalXor", "NotEqual");

  /** Those of which TensorFlow does not say that their derivative is zero. */
  private static final Set<String> FLAT = Set.of("Ceil", "FloorDiv");

  static final Map<String, Function<LayerConfig, Layer>> ALL = all();

  private ElementwiseOperations() {}

  private static Map<String, Function<LayerConfig, Layer>> all() {
    Map<String, Function<LayerConfig, Layer>> all = new TreeMap<>();
    OF_NUMBERS.forEach(
        (name, type) ->
            all.put(
                name,
                Operation.of(
                    name.equals("core.StopGradient") ? "variable" : "x",
                    call -> call.ops().add(type, first(call)))));
    OF_FLOATS.forEach(
        (name, type) ->
            all.put(name, Operation.of("x", call -> add(call.ops(), type, call.floats("x")))));
    OF_TWO_NUMBERS.forEach((name, type) -> all.put(name, ofTwo(type, (ops, x) -> x)));
    OF_TWO_FLOATS.forEach((name, type) -> all.put(name, ofTwo(type, TensorOps::floating)));
    COMPARISONS.forEach(
        (name, type) ->
            all.put(
                name,
                Operation.of(
                    "x1 x2",
                    call -> {
                      List<Operand<? extends TType>> both = call.widened("x1", "x2");
                      return call.ops().add(type, both.get(0), both.get(1));
                    })));
    OF_TWO_TRUTHS.forEach(
        (name, type) ->
            all.put(
                name,
                Operation.of(
                    "x1 x2",
                    call -> call.ops().add(type, truths(call, "x1"), truths(call, "x2")))));
    all.put(
        "numpy.LogicalNot",
        Operation.of("x", call -> call.ops().add("LogicalNot", truths(call, "x"))));
    return all;
  }

  private static Operand<? extends TType> first(OperationCall call) {
    return call.tensor(call.has("x") ? "x" : "variable");
  }

  private static Function<LayerConfig, Layer> ofTwo(
      String type,
      BiFunction<TensorOps, Operand<? extends TType>, Operand<? extends TType>> conversion) {
    return Operation.of(
        "x1 x2",
        call -> {
          TensorOps ops = call.ops();
          List<Operand<? extends TType>> both = call.tensors("x1", "x2");
          return add(
              ops, type, conversion.apply(ops, both.get(0)), conversion.apply(ops, both.get(1)));
        });
  }

  private static Operand<? extends TType> add(TensorOps ops, String type, Operand<?>... inputs) {
    Operand<? extends TType> y = ops.add(type, inputs);
    return FLAT.contains(type) ? ops.add("StopGradient", y) : y;
  }

  private static Operand<? extends TType> truths(OperationCall call, String name) {
    return call.ops().cast(call.tensor(name), DataType.DT_BOOL);
  }
}
