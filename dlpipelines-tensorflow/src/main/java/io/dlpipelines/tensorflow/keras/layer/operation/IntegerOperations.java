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

/** Operations on the bits and divisors of integers. */
final class IntegerOperations {
  /** As many steps as Euclid's algorithm takes at most for integers of so many bits. */
  private static final int STEPS_32 = 47;

  private static final int STEPS_64 = 93;

  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.BitwiseAnd", ofTwo("BitwiseAnd")),
          entry("numpy.BitwiseOr", ofTwo("BitwiseOr")),
          entry("numpy.BitwiseXor", ofTwo("BitwiseXor")),
          entry("numpy.BitwiseInvert", inverted()),
          entry("numpy.BitwiseNot", inverted()),
          entry("numpy.BitwiseLeftShift", shifted("LeftShift")),
          entry("numpy.LeftShift", shifted("LeftShift")),
          entry("numpy.BitwiseRightShift", shifted("RightShift")),
          entry("numpy.RightShift", shifted("RightShift")),
          entry("numpy.Gcd", Operation.of("x1 x2", IntegerOperations::greatestDivisor)),
          entry("numpy.Lcm", Operation.of("x1 x2", IntegerOperations::leastMultiple)));

  private IntegerOperations() {}

  private static Function<LayerConfig, Layer> inverted() {
    return Operation.of("x", call -> call.ops().add("Invert", call.tensor("x")));
  }

  private static Function<LayerConfig, Layer> ofTwo(String type) {
    return Operation.of(
        "x y",
        call -> {
          List<Operand<? extends TType>> both = call.widened("x", "y");
          return call.ops().add(type, both.get(0), both.get(1));
        });
  }

  /** A plain number has no width here. */
  private static Function<LayerConfig, Layer> shifted(String type) {
    return Operation.of(
        "x y",
        call -> {
          List<Operand<? extends TType>> both = call.tensors("x", "y");
          return call.ops().add(type, both.get(0), both.get(1));
        });
  }

  private static List<Operand<? extends TType>> magnitudes(OperationCall call) {
    List<Operand<? extends TType>> both = call.widened("x1", "x2");
    DataType type = TensorOps.typeOf(both.get(0));
    if (ElementTypes.isInexact(type) || type == DataType.DT_BOOL) {
      throw call.invalid("it takes integers");
    }
    return ElementTypes.isUnsigned(type)
        ? both
        : both.stream().<Operand<? extends TType>>map(x -> call.ops().add("Abs", x)).toList();
  }

  private static Operand<? extends TType> greatestDivisor(OperationCall call) {
    return greatestDivisor(call.ops(), magnitudes(call));
  }

  /** Euclid's algorithm, with all steps that it can take. */
  private static Operand<? extends TType> greatestDivisor(
      TensorOps ops, List<Operand<? extends TType>> both) {
    Operand<? extends TType> zero = ops.number(0, both.get(0));
    Operand<? extends TType> one = ops.number(1, both.get(0));
    Operand<? extends TType> larger = ops.plus(both.get(0), ops.times(both.get(1), zero));
    Operand<? extends TType> smaller = both.get(1);
    int steps = TensorOps.typeOf(zero) == DataType.DT_INT64 ? STEPS_64 : STEPS_32;
    for (int step = 0; step < steps; step++) {
      Operand<? extends TType> done = ops.add("Equal", smaller, zero);
      Operand<? extends TType> rest = ops.add("FloorMod", larger, ops.choose(done, one, smaller));
      larger = ops.choose(done, larger, smaller);
      smaller = rest;
    }
    return larger;
  }

  private static Operand<? extends TType> leastMultiple(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = magnitudes(call);
    Operand<? extends TType> divisor = greatestDivisor(ops, both);
    Operand<? extends TType> zero = ops.number(0, divisor);
    Operand<? extends TType> none = ops.add("Equal", divisor, zero);
    Operand<? extends TType> safe = ops.choose(none, ops.number(1, divisor), divisor);
    Operand<? extends TType> multiple =
        ops.times(both.get(0), ops.add("FloorDiv", both.get(1), safe));
    return ops.choose(none, zero, multiple);
  }
}
