package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** Operations on each number or each two that are formulas of several of TensorFlow's. */
final class FormulaOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.Absolute", Operation.of("x", FormulaOperations::absolute)),
          entry("numpy.Abs", Operation.of("x", FormulaOperations::absolute)),
          entry("numpy.Sign", Operation.of("x", FormulaOperations::sign)),
          entry("numpy.Square", Operation.of("x", FormulaOperations::square)),
          entry("numpy.Cbrt", Operation.of("x", FormulaOperations::cubeRoot)),
          entry("numpy.Exp2", Operation.of("x", FormulaOperations::powerOfTwo)),
          entry("numpy.Log2", Operation.of("x", call -> logarithm(call, 2))),
          entry("numpy.Log10", Operation.of("x", call -> logarithm(call, 10))),
          entry("numpy.Deg2rad", Operation.of("x", call -> scaled(call, Math.PI / 180))),
          entry("numpy.Rad2deg", Operation.of("x", call -> scaled(call, 180 / Math.PI))),
          entry("numpy.Sinc", Operation.of("x", FormulaOperations::sinc)),
          entry("numpy.I0", Operation.of("x", call -> call.ops().add("BesselI0", wide(call, "x")))),
          entry("math.Erfc", Operation.of("x", FormulaOperations::complementaryError)),
          entry("numpy.Round", Operation.of("x", FormulaOperations::round)),
          entry("numpy.Trunc", Operation.of("x", FormulaOperations::truncate)),
          entry("numpy.Clip", Operation.of("x", FormulaOperations::clip)),
          entry("numpy.Power", Operation.of("x1 x2", FormulaOperations::power)),
          entry("numpy.Mod", Operation.of("x1 x2", FormulaOperations::remainder)),
          entry("numpy.Fmod", Operation.of("x1 x2", FormulaOperations::truncatedRemainder)),
          entry("numpy.Fmax", Operation.of("x1 x2", call -> orOther(call, "Maximum"))),
          entry("numpy.Fmin", Operation.of("x1 x2", call -> orOther(call, "Minimum"))),
          entry("numpy.Hypot", Operation.of("x1 x2", FormulaOperations::hypotenuse)),
          entry("numpy.Heaviside", Operation.of("x1 x2", FormulaOperations::step)),
          entry("numpy.Ldexp", Operation.of("x1 x2", FormulaOperations::scaledByPower)),
          entry("numpy.Logaddexp", Operation.of("x1 x2", call -> logAddExp(call, 1))),
          entry("numpy.Logaddexp2", Operation.of("x1 x2", call -> logAddExp(call, Math.log(2)))),
          entry("numpy.Nextafter", Operation.of("x1 x2", FormulaOperations::nextAfter)));

  private FormulaOperations() {}

  /** Floats, of 64 bits for integers of 64. */
  private static Operand<? extends TType> wide(TensorOps ops, Operand<? extends TType> x) {
    return TensorOps.typeOf(x) == DataType.DT_INT64
        ? ops.cast(x, DataType.DT_DOUBLE)
        : ops.floating(x);
  }

  private static Operand<? extends TType> wide(OperationCall call, String name) {
    return wide(call.ops(), call.tensor(name));
  }

  private static Operand<? extends TType> absolute(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    DataType type = TensorOps.typeOf(x);
    if (ElementTypes.isComplex(type)) {
      return call.ops()
          .add("ComplexAbs", List.of(x), b -> b.setAttr("Tout", ElementTypes.partOf(type)));
    }
    return type == DataType.DT_BOOL || ElementTypes.isUnsigned(type) ? x : call.ops().add("Abs", x);
  }

  private static Operand<? extends TType> sign(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    DataType type = TensorOps.typeOf(x);
    return ElementTypes.isInexact(type)
        ? ops.add("Sign", x)
        : ops.cast(ops.add("Sign", ops.cast(x, signed(type))), type);
  }

  private static DataType signed(DataType type) {
    return type == DataType.DT_INT64 || type == DataType.DT_UINT32
        ? DataType.DT_INT64
        : DataType.DT_INT32;
  }

  private static Operand<? extends TType> square(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    DataType type = TensorOps.typeOf(x);
    if (type == DataType.DT_BOOL) {
      return ops.cast(x, DataType.DT_INT32);
    }
    return ElementTypes.isUnsigned(type) ? ops.times(x, x) : ops.add("Square", x);
  }

  private static Operand<? extends TType> cubeRoot(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = wide(call, "x");
    Operand<? extends TType> root = ops.add("Pow", ops.add("Abs", x), ops.number(1 / 3d, x));
    return ops.times(ops.add("Sign", x), root);
  }

  private static Operand<? extends TType> powerOfTwo(OperationCall call) {
    Operand<? extends TType> x = call.floats("x");
    return call.ops().add("Pow", call.ops().number(2, x), x);
  }

  private static Operand<? extends TType> logarithm(OperationCall call, double base) {
    return call.ops().times(call.ops().add("Log", call.floats("x")), 1 / Math.log(base));
  }

  private static Operand<? extends TType> scaled(OperationCall call, double factor) {
    return call.ops().times(wide(call, "x"), factor);
  }

  private static Operand<? extends TType> sinc(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> angle = ops.times(call.floats("x"), Math.PI);
    Operand<? extends TType> zero = ops.add("Equal", angle, ops.number(0, angle));
    Operand<? extends TType> one = ops.add("OnesLike", angle);
    Operand<? extends TType> safe = ops.choose(zero, one, angle);
    return ops.choose(zero, one, ops.over(ops.add("Sin", safe), safe));
  }

  private static Operand<? extends TType> complementaryError(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    return ops.differentiated(ops.add("Erfc", x), ops.add("Neg", ops.add("Erf", x)));
  }

  /** Halves to the even neighbor; the derivative is zero. */
  private static Operand<? extends TType> round(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    DataType type = TensorOps.typeOf(x);
    int decimals = call.integer("decimals", 0);
    if (!ElementTypes.isFloating(type) && decimals >= 0) {
      return x;
    }
    Operand<? extends TType> floats = ops.floating(x);
    Operand<? extends TType> factor = ops.number(Math.pow(10, decimals), floats);
    Operand<? extends TType> rounded =
        decimals == 0
            ? ops.add("Round", floats)
            : ops.over(ops.add("Round", ops.times(floats, factor)), factor);
    return ops.add("StopGradient", ops.cast(rounded, type));
  }

  private static Operand<? extends TType> truncate(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    if (!ElementTypes.isFloating(TensorOps.typeOf(x))) {
      return x;
    }
    Operand<? extends TType> below = ops.add("Less", x, ops.number(0, x));
    return ops.add("StopGradient", ops.choose(below, ops.add("Ceil", x), ops.add("Floor", x)));
  }

  /** Keras converts the limits to the type of what is limited. */
  private static Operand<? extends TType> clip(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = call.tensor("x");
    Operand<? extends TType> x =
        TensorOps.typeOf(given) == DataType.DT_BOOL ? ops.integers(given) : given;
    DataType type = TensorOps.typeOf(x);
    Operand<? extends TType> y = ops.add("Minimum", x, ops.cast(call.tensor("x_max"), type));
    return ops.add("Maximum", y, ops.cast(call.tensor("x_min"), type));
  }

  private static Operand<? extends TType> power(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.tensors("x1", "x2");
    DataType type = TensorOps.typeOf(both.get(0));
    DataType computed = ElementTypes.isUnsigned(type) ? DataType.DT_INT32 : type;
    return ops.cast(
        ops.add("Pow", ops.cast(both.get(0), computed), ops.cast(both.get(1), computed)), type);
  }

  /** Numbers for a division, of which truth values are none. */
  private static List<Operand<? extends TType>> numbers(OperationCall call) {
    List<Operand<? extends TType>> both = call.widened("x1", "x2");
    return TensorOps.typeOf(both.get(0)) == DataType.DT_BOOL
        ? both.stream().<Operand<? extends TType>>map(call.ops()::integers).toList()
        : both;
  }

  /** {@code x1 - x2 floor(x1 / x2)}. */
  private static Operand<? extends TType> remainder(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = numbers(call);
    Operand<? extends TType> value = ops.add("FloorMod", both.get(0), both.get(1));
    if (!ElementTypes.isFloating(TensorOps.typeOf(value))) {
      return value;
    }
    Operand<? extends TType> times =
        ops.add("StopGradient", ops.add("FloorDiv", both.get(0), both.get(1)));
    return ops.differentiated(value, ops.minus(both.get(0), ops.times(times, both.get(1))));
  }

  /** Of the sign of the first number. */
  private static Operand<? extends TType> truncatedRemainder(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = numbers(call);
    DataType type = TensorOps.typeOf(both.get(0));
    DataType computed = ElementTypes.isUnsigned(type) ? signed(type) : type;
    Operand<? extends TType> x = ops.cast(both.get(0), computed);
    Operand<? extends TType> y = ops.cast(both.get(1), computed);
    Operand<? extends TType> rest = ops.add("FloorMod", ops.add("Abs", x), ops.add("Abs", y));
    return ops.cast(ops.times(ops.add("Sign", x), rest), type);
  }

  /** The other number where one is no number. */
  private static Operand<? extends TType> orOther(OperationCall call, String type) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.tensors("x1", "x2");
    Operand<? extends TType> x = both.get(0);
    Operand<? extends TType> y = both.get(1);
    Operand<? extends TType> value = ops.add(type, x, y);
    return ElementTypes.isFloating(TensorOps.typeOf(value))
        ? ops.choose(ops.add("IsNan", x), y, ops.choose(ops.add("IsNan", y), x, value))
        : value;
  }

  private static List<Operand<? extends TType>> wideBoth(OperationCall call) {
    return call.widened("x1", "x2").stream()
        .<Operand<? extends TType>>map(x -> wide(call.ops(), x))
        .toList();
  }

  /** Relative to the larger number, so that no square is out of range. */
  private static Operand<? extends TType> hypotenuse(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = wideBoth(call);
    Operand<? extends TType> x = ops.add("Abs", both.get(0));
    Operand<? extends TType> y = ops.add("Abs", both.get(1));
    Operand<? extends TType> larger = ops.add("Maximum", x, y);
    Operand<? extends TType> ratio = ops.add("DivNoNan", ops.add("Minimum", x, y), larger);
    return ops.times(larger, ops.add("Sqrt", ops.plus(ops.add("Square", ratio), 1)));
  }

  private static Operand<? extends TType> step(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = wideBoth(call);
    Operand<? extends TType> x = both.get(0);
    Operand<? extends TType> zero = ops.number(0, x);
    Operand<? extends TType> above =
        ops.choose(ops.add("Greater", x, zero), ops.number(1, x), both.get(1));
    return ops.choose(ops.add("Less", x, zero), zero, above);
  }

  private static Operand<? extends TType> scaledByPower(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x1");
    Operand<? extends TType> exponent = ops.cast(call.tensor("x2"), TensorOps.typeOf(x));
    Operand<? extends TType> value = ops.times(x, ops.add("Pow", ops.number(2, x), exponent));
    Operand<? extends TType> stays =
        ops.add("LogicalOr", ops.add("IsInf", x), ops.add("Equal", x, ops.number(0, x)));
    return ops.choose(stays, x, value);
  }

  /** {@code log(b^x1 + b^x2)} to the base {@code b}, whose natural logarithm is given. */
  private static Operand<? extends TType> logAddExp(OperationCall call, double logOfBase) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both =
        call.widened("x1", "x2").stream().<Operand<? extends TType>>map(ops::floating).toList();
    Operand<? extends TType> x = both.get(0);
    Operand<? extends TType> y = both.get(1);
    Operand<? extends TType> difference = ops.minus(x, y);
    Operand<? extends TType> distance = ops.times(ops.add("Abs", difference), -logOfBase);
    Operand<? extends TType> excess =
        ops.over(ops.add("Log1p", ops.add("Exp", distance)), logOfBase);
    return ops.choose(
        ops.add("IsNan", difference), ops.plus(x, y), ops.plus(ops.add("Maximum", x, y), excess));
  }

  private static Operand<? extends TType> nextAfter(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("x1", "x2");
    DataType type = TensorOps.typeOf(ops.floating(both.get(0)));
    return ops.cast(
        ops.add(
            "NextAfter",
            ops.cast(both.get(0), DataType.DT_DOUBLE),
            ops.cast(both.get(1), DataType.DT_DOUBLE)),
        type);
  }
}
