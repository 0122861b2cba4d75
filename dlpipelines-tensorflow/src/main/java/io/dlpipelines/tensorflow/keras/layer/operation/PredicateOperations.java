package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** Operations that tell whether something holds for numbers, and choose by it. */
final class PredicateOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry(
              "numpy.Isposinf", Operation.of("x", call -> equals(call, Double.POSITIVE_INFINITY))),
          entry(
              "numpy.Isneginf", Operation.of("x", call -> equals(call, Double.NEGATIVE_INFINITY))),
          entry("numpy.Isreal", Operation.of("x", PredicateOperations::isReal)),
          entry("numpy.Signbit", Operation.of("x", PredicateOperations::isNegative)),
          entry("numpy.Isclose", Operation.of("x1 x2 rtol atol", PredicateOperations::isClose)),
          entry("numpy.AllClose", Operation.of("x1 x2", PredicateOperations::allClose)),
          entry("numpy.IsIn", Operation.of("x1 x2", PredicateOperations::isIn)),
          entry("numpy.NanToNum", Operation.of("x", PredicateOperations::finite)),
          entry("numpy.Where", Operation.ofMany("condition x1 x2", PredicateOperations::where)),
          entry("numpy.Nonzero", Operation.ofMany("x", call -> places(call, "x"))),
          entry(
              "numpy.Select",
              Operation.of("condlist choicelist default", PredicateOperations::select)),
          entry("nn.Threshold", Operation.of("x", PredicateOperations::threshold)));

  private PredicateOperations() {}

  private static Operand<? extends TType> equals(OperationCall call, double infinity) {
    Operand<? extends TType> x = call.floats("x");
    return call.ops().add("Equal", x, call.ops().number(infinity, x));
  }

  private static Operand<? extends TType> isReal(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    DataType type = TensorOps.typeOf(x);
    if (!ElementTypes.isComplex(type)) {
      return ops.add("OnesLike", ops.add("IsFinite", ops.floating(x)));
    }
    Operand<? extends TType> imaginary = ComplexOperations.part(ops, "Imag", x);
    return ops.add("Equal", imaginary, ops.number(0, imaginary));
  }

  /** Of floats, whether the bit of the sign is set, which minus zero has too. */
  private static Operand<? extends TType> isNegative(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    DataType type = TensorOps.typeOf(x);
    if (type == DataType.DT_BOOL) {
      return ops.add("ZerosLike", x);
    }
    return isNegative(ops, x);
  }

  static Operand<? extends TType> isNegative(TensorOps ops, Operand<? extends TType> x) {
    Operand<? extends TType> number =
        ElementTypes.isFloating(TensorOps.typeOf(x))
            ? ops.add("Bitcast", List.of(ops.floats(x)), b -> b.setAttr("type", DataType.DT_INT32))
            : x;
    return ops.add("Less", number, ops.number(0, number));
  }

  private static Operand<? extends TType> isClose(OperationCall call) {
    return close(call, call.widened("x1", "x2"));
  }

  private static Operand<? extends TType> close(
      OperationCall call, List<Operand<? extends TType>> both) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = both.get(0);
    Operand<? extends TType> y = both.get(1);
    if (!ElementTypes.isInexact(TensorOps.typeOf(x))) {
      return ops.add("Equal", x, y);
    }
    Operand<? extends TType> relative =
        ops.times(ops.add("Abs", y), ops.number(call.number("rtol", 1e-5), y));
    Operand<? extends TType> most = ops.plus(relative, call.number("atol", 1e-8));
    Operand<? extends TType> close = ops.add("LessEqual", ops.add("Abs", ops.minus(x, y)), most);
    return call.flag("equal_nan", false)
        ? ops.add("LogicalOr", close, ops.add("LogicalAnd", nan(ops, x), nan(ops, y)))
        : close;
  }

  private static Operand<? extends TType> nan(TensorOps ops, Operand<? extends TType> x) {
    return ops.add("IsNan", x);
  }

  private static Operand<? extends TType> allClose(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("x1", "x2");
    Operand<? extends TType> close = close(call, both);
    if (ElementTypes.isInexact(TensorOps.typeOf(both.get(0)))) {
      Operand<? extends TType> same = ops.add("Equal", both.get(0), both.get(1));
      Operand<? extends TType> infinite =
          ops.add("LogicalOr", ops.add("IsInf", both.get(0)), ops.add("IsInf", both.get(1)));
      close = ops.choose(infinite, same, close);
    }
    return ops.reduce("All", ops.reshape(close, -1), false, 0);
  }

  private static Operand<? extends TType> isIn(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("x1", "x2");
    Operand<? extends TType> equal =
        ops.add("Equal", ops.expand(both.get(0), -1), ops.reshape(both.get(1), -1));
    Operand<? extends TType> found = ops.reduce("Any", equal, false, TensorOps.rank(both.get(0)));
    return call.flag("invert", false) ? ops.add("LogicalNot", found) : found;
  }

  private static Operand<? extends TType> finite(OperationCall call) {
    return finite(call, call.tensor("x"), call.number("nan", 0));
  }

  /** Other numbers for those that are none or infinite: the largest of the type if none is said. */
  static Operand<? extends TType> finite(
      OperationCall call, Operand<? extends TType> x, double forNan) {
    TensorOps ops = call.ops();
    DataType type = TensorOps.typeOf(x);
    if (!ElementTypes.isFloating(type)) {
      return x;
    }
    double largest = type == DataType.DT_DOUBLE ? Double.MAX_VALUE : Float.MAX_VALUE;
    Operand<? extends TType> y = ops.choose(nan(ops, x), ops.number(forNan, x), x);
    Operand<? extends TType> above = ops.add("Equal", x, ops.number(Double.POSITIVE_INFINITY, x));
    y = ops.choose(above, ops.number(call.number("posinf", largest), x), y);
    Operand<? extends TType> below = ops.add("Equal", x, ops.number(Double.NEGATIVE_INFINITY, x));
    return ops.choose(below, ops.number(call.number("neginf", -largest), x), y);
  }

  private static List<? extends Operand<? extends TType>> where(OperationCall call) {
    if (!call.has("x1") && !call.has("x2")) {
      return places(call, "condition");
    }
    List<Operand<? extends TType>> both = call.tensors("x1", "x2");
    Operand<? extends TType> condition =
        call.ops().cast(call.tensor("condition"), DataType.DT_BOOL);
    return List.of(call.ops().choose(condition, both.get(0), both.get(1)));
  }

  /** The places of what is not zero, one tensor for each axis. */
  private static List<? extends Operand<? extends TType>> places(OperationCall call, String name) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = ops.cast(call.tensor(name), DataType.DT_BOOL);
    Operand<? extends TType> places = ops.add("Where", x);
    List<Operand<? extends TType>> each = new ArrayList<>();
    for (int axis = 0; axis < TensorOps.rank(x); axis++) {
      each.add(ops.integers(ops.at(places, 1, axis)));
    }
    return each;
  }

  /** The first choice whose condition holds. */
  private static Operand<? extends TType> select(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> conditions = call.eachOf("condlist");
    List<Operand<? extends TType>> choices = call.list("choicelist");
    if (conditions.size() != choices.size()) {
      throw call.invalid(
          "it has %d conditions for %d choices".formatted(conditions.size(), choices.size()));
    }
    DataType type = TensorOps.typeOf(choices.get(0));
    Operand<? extends TType> y =
        ops.cast(call.findTensor("default").orElseGet(() -> ops.number(0, type)), type);
    for (int index = choices.size() - 1; index >= 0; index--) {
      y = ops.choose(ops.cast(conditions.get(index), DataType.DT_BOOL), choices.get(index), y);
    }
    return y;
  }

  private static Operand<? extends TType> threshold(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    call.orThrow("threshold");
    call.orThrow("default_value");
    return ops.choose(
        ops.add("Greater", x, ops.number(call.number("threshold", 0), x)),
        x,
        ops.number(call.number("default_value", 0), x));
  }
}
