package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** What is done to each number, or to each two, of which the smaller tensor is repeated. */
final class ElementwiseOperations {
  /** Operations of TensorFlow that take any numbers. */
  private static final Map<String, String> OF_NUMBERS =
      Map.ofEntries(
          entry("numpy.Absolute", "Abs"),
          entry("numpy.Abs", "Abs"),
          entry("numpy.Negative", "Neg"),
          entry("numpy.Sign", "Sign"),
          entry("numpy.Square", "Square"));

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
          entry("math.Rsqrt", "Rsqrt"));

  private static final Map<String, String> OF_TWO_NUMBERS =
      Map.ofEntries(
          entry("numpy.Add", "AddV2"),
          entry("numpy.Subtract", "Sub"),
          entry("numpy.Multiply", "Mul"),
          entry("numpy.FloorDivide", "FloorDiv"),
          entry("numpy.Power", "Pow"),
          entry("numpy.Maximum", "Maximum"),
          entry("numpy.Minimum", "Minimum"),
          entry("numpy.Equal", "Equal"),
          entry("numpy.NotEqual", "NotEqual"),
          entry("numpy.Greater", "Greater"),
          entry("numpy.GreaterEqual", "GreaterEqual"),
          entry("numpy.Less", "Less"),
          entry("numpy.LessEqual", "LessEqual"),
          entry("math.SquaredDifference", "SquaredDifference"));

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
  private static final Set<String> FLAT = Set.of("Ceil", "FloorDiv", "OnesLike", "Round");

  static final Map<String, Function<LayerConfig, Layer>> ALL = all();

  private ElementwiseOperations() {}

  private static Map<String, Function<LayerConfig, Layer>> all() {
    Map<String, Function<LayerConfig, Layer>> all = new TreeMap<>();
    OF_NUMBERS.forEach(
        (name, type) ->
            all.put(name, Operation.of("x", call -> add(call, type, call.tensor("x")))));
    all.put(
        "core.StopGradient",
        Operation.of("variable", call -> call.ops().add("StopGradient", call.tensor("variable"))));
    OF_FLOATS.forEach(
        (name, type) ->
            all.put(name, Operation.of("x", call -> add(call, type, call.floats("x")))));
    OF_TWO_NUMBERS.forEach((name, type) -> all.put(name, ofTwo(type, (ops, x) -> x)));
    OF_TWO_FLOATS.forEach((name, type) -> all.put(name, ofTwo(type, TensorOps::floating)));
    OF_TWO_TRUTHS.forEach((name, type) -> all.put(name, ofTwo(type, ElementwiseOperations::truth)));
    all.put(
        "numpy.LogicalNot",
        Operation.of(
            "x", call -> call.ops().add("LogicalNot", truth(call.ops(), call.tensor("x")))));
    all.put("math.Erfc", Operation.of("x", ElementwiseOperations::complementaryError));
    all.put("numpy.Mod", Operation.of("x1 x2", ElementwiseOperations::remainder));
    all.put("numpy.Log2", Operation.of("x", call -> logarithm(call, 2)));
    all.put("numpy.Log10", Operation.of("x", call -> logarithm(call, 10)));
    all.put("numpy.Round", Operation.of("x", ElementwiseOperations::round));
    all.put("numpy.Clip", Operation.of("x", ElementwiseOperations::clip));
    all.put("numpy.Where", Operation.of("condition x1 x2", ElementwiseOperations::where));
    all.put(
        "core.Cast",
        Operation.of("x", call -> call.ops().cast(call.tensor("x"), call.type("dtype"))));
    all.put("numpy.ZerosLike", Operation.of("x", call -> like(call, "ZerosLike")));
    all.put("numpy.OnesLike", Operation.of("x", call -> like(call, "OnesLike")));
    return all;
  }

  /** What is done to an input before. */
  @FunctionalInterface
  private interface Conversion {
    Operand<? extends TType> apply(TensorOps ops, Operand<? extends TType> x);
  }

  private static Function<LayerConfig, Layer> ofTwo(String type, Conversion conversion) {
    return Operation.of(
        "x1 x2",
        call -> {
          List<Operand<? extends TType>> both = call.tensors("x1", "x2");
          return add(
              call,
              type,
              conversion.apply(call.ops(), both.get(0)),
              conversion.apply(call.ops(), both.get(1)));
        });
  }

  private static Operand<? extends TType> add(
      OperationCall call, String type, Operand<?>... inputs) {
    Operand<? extends TType> y = call.ops().add(type, inputs);
    return FLAT.contains(type) ? call.ops().add("StopGradient", y) : y;
  }

  private static Operand<? extends TType> truth(TensorOps ops, Operand<? extends TType> x) {
    return ops.cast(x, DataType.DT_BOOL);
  }

  private static Operand<? extends TType> complementaryError(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    return ops.differentiated(ops.add("Erfc", x), ops.add("Neg", ops.add("Erf", x)));
  }

  /** {@code x1 - x2 floor(x1 / x2)}. */
  private static Operand<? extends TType> remainder(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.tensors("x1", "x2");
    Operand<? extends TType> value = ops.add("FloorMod", both.get(0), both.get(1));
    if (!ElementTypes.isFloating(TensorOps.typeOf(value))) {
      return value;
    }
    Operand<? extends TType> times =
        ops.add("StopGradient", ops.add("FloorDiv", both.get(0), both.get(1)));
    return ops.differentiated(
        value, ops.add("Sub", both.get(0), ops.add("Mul", times, both.get(1))));
  }

  private static Operand<? extends TType> logarithm(OperationCall call, double base) {
    Operand<? extends TType> natural = call.ops().add("Log", call.floats("x"));
    return call.ops()
        .add(
            "Mul",
            natural,
            call.ops()
                .cast(call.tf().constant((float) (1 / Math.log(base))), TensorOps.typeOf(natural)));
  }

  private static Operand<? extends TType> round(OperationCall call) {
    if (call.integer("decimals", 0) != 0) {
      throw call.invalid("[decimals] is not 0; only whole numbers are rounded to");
    }
    return add(call, "Round", call.tensor("x"));
  }

  private static Operand<? extends TType> clip(OperationCall call) {
    List<Operand<? extends TType>> all = call.tensors("x", "x_min", "x_max");
    return call.ops().add("Minimum", call.ops().add("Maximum", all.get(0), all.get(1)), all.get(2));
  }

  private static Operand<? extends TType> where(OperationCall call) {
    List<Operand<? extends TType>> both = call.tensors("x1", "x2");
    return call.ops()
        .add("SelectV2", truth(call.ops(), call.tensor("condition")), both.get(0), both.get(1));
  }

  private static Operand<? extends TType> like(OperationCall call, String type) {
    Operand<? extends TType> x = call.tensor("x");
    return add(
        call, type, call.find("dtype").isPresent() ? call.ops().cast(x, call.type("dtype")) : x);
  }
}
