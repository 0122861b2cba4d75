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
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Sequences of numbers, tensors of one number, differences and sums along an axis. */
final class SequenceOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.Linspace", Operation.ofMany("start stop", SequenceOperations::linear)),
          entry("numpy.Logspace", Operation.of("start stop", SequenceOperations::logarithmic)),
          entry("numpy.Geomspace", Operation.of("start stop", SequenceOperations::geometric)),
          entry("numpy.Arange", Operation.of("start stop step", SequenceOperations::range)),
          entry("numpy.Full", Operation.of("fill_value", SequenceOperations::full)),
          entry("numpy.FullLike", Operation.of("x fill_value", SequenceOperations::fullLike)),
          entry("numpy.ZerosLike", Operation.of("x", call -> like(call, "ZerosLike"))),
          entry("numpy.EmptyLike", Operation.of("x", call -> like(call, "ZerosLike"))),
          entry("numpy.OnesLike", Operation.of("x", call -> like(call, "OnesLike"))),
          entry("numpy.Vander", Operation.of("x", SequenceOperations::powers)),
          entry("numpy.Diff", Operation.of("a", SequenceOperations::differences)),
          entry("numpy.Trapezoid", Operation.of("y", SequenceOperations::trapezoids)));

  private SequenceOperations() {}

  /** The numbers and the step between them. */
  private static List<Operand<? extends TType>> spaced(
      TensorOps ops, OperationCall call, Operand<? extends TType> start, Operand<?> stop) {
    int count = call.integer("num", 50);
    boolean endpoint = call.flag("endpoint", true);
    int axis = call.integer("axis", 0);
    int place = axis < 0 ? axis + TensorOps.rank(start) + 1 : axis;
    int steps = endpoint ? count - 1 : count;
    Operand<? extends TType> step =
        steps > 0
            ? ops.over(ops.minus(stop, start), steps)
            : ops.number(Double.NaN, DataType.DT_FLOAT);
    List<Operand<? extends TType>> numbers = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      boolean last = endpoint && index == count - 1 && count > 1;
      numbers.add(
          last
              ? ops.add("Identity", stop)
              : index == 0 ? start : ops.plus(start, ops.times(step, index)));
    }
    if (numbers.isEmpty()) {
      throw call.invalid("[num] is %d; it must be at least 1".formatted(count));
    }
    return List.of(ops.stack(numbers, place), step);
  }

  private static List<Operand<? extends TType>> bounds(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.tensors("start", "stop");
    DataType floats = TensorOps.typeOf(ops.floating(both.get(0)));
    // Both must have the shape of the result.
    Operand<? extends TType> start = ops.cast(both.get(0), floats);
    Operand<? extends TType> stop = ops.cast(both.get(1), floats);
    return List.of(
        ops.plus(start, ops.add("ZerosLike", stop)), ops.plus(stop, ops.add("ZerosLike", start)));
  }

  private static List<Operand<? extends TType>> linear(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> bounds = bounds(call);
    List<Operand<? extends TType>> spaced = spaced(ops, call, bounds.get(0), bounds.get(1));
    Operand<? extends TType> numbers = typed(call, spaced.get(0));
    return call.flag("retstep", false) ? List.of(numbers, spaced.get(1)) : List.of(numbers);
  }

  private static Operand<? extends TType> typed(OperationCall call, Operand<? extends TType> x) {
    if (!call.has("dtype")) {
      return x;
    }
    DataType type = call.type("dtype");
    TensorOps ops = call.ops();
    return ops.cast(ElementTypes.isInexact(type) ? x : ops.add("Floor", x), type);
  }

  private static Operand<? extends TType> logarithmic(OperationCall call) {
    Operand<? extends TType> exponents = linear(call).get(0);
    return call.ops().add("Pow", call.ops().number(call.number("base", 10), exponents), exponents);
  }

  private static Operand<? extends TType> geometric(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> bounds = bounds(call);
    double scale = 1 / Math.log(10);
    Operand<? extends TType> start =
        ops.times(ops.add("Log", ops.add("Abs", bounds.get(0))), scale);
    Operand<? extends TType> stop = ops.times(ops.add("Log", ops.add("Abs", bounds.get(1))), scale);
    Operand<? extends TType> exponents = spaced(ops, call, start, stop).get(0);
    int axis = call.integer("axis", 0);
    Operand<? extends TType> sign =
        ops.expand(
            ops.add("Sign", bounds.get(0)), axis < 0 ? axis + TensorOps.rank(exponents) : axis);
    return typed(call, ops.times(ops.add("Pow", ops.number(10, exponents), exponents), sign));
  }

  private static Operand<? extends TType> range(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> first = call.tensor("start");
    DataType type = call.has("dtype") ? call.type("dtype") : TensorOps.typeOf(first);
    Operand<? extends TType> start = call.has("stop") ? ops.cast(first, type) : ops.number(0, type);
    Operand<? extends TType> stop = ops.cast(call.findTensor("stop").orElse(first), type);
    Operand<? extends TType> step =
        ops.cast(call.findTensor("step").orElseGet(() -> ops.number(1, type)), type);
    return ops.add("Range", start, stop, step);
  }

  private static Operand<? extends TType> full(OperationCall call) {
    TensorOps ops = call.ops();
    DataType type = call.has("dtype") ? call.type("dtype") : DataType.DT_FLOAT;
    return ops.add("BroadcastTo", ops.cast(call.tensor("fill_value"), type), call.sizes("shape"));
  }

  private static Operand<? extends TType> fullLike(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    DataType type = call.has("dtype") ? call.type("dtype") : TensorOps.typeOf(x);
    return ops.add("BroadcastTo", ops.cast(call.tensor("fill_value"), type), call.tf().shape(x));
  }

  private static Operand<? extends TType> like(OperationCall call, String type) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    Operand<? extends TType> typed = call.has("dtype") ? ops.cast(x, call.type("dtype")) : x;
    // Not all of these have a gradient in TensorFlow.
    return ops.add("StopGradient", ops.add(type, typed));
  }

  private static Operand<? extends TType> powers(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    Operand<TInt32> count = call.has("N") ? call.tf().constant(call.integer("N")) : ops.size(x, 0);
    Operand<? extends TType> rising = ops.range(count, DataType.DT_INT32);
    Operand<? extends TType> exponents =
        call.flag("increasing", false) ? rising : ops.minus(ops.minus(count, 1), rising);
    Operand<? extends TType> base = ops.floating(ops.expand(x, -1));
    Operand<? extends TType> powers =
        ops.add("Pow", base, ops.cast(exponents, TensorOps.typeOf(base)));
    return ops.cast(powers, TensorOps.typeOf(x));
  }

  private static Operand<? extends TType> differences(OperationCall call) {
    Operand<? extends TType> x = call.tensor("a");
    int axis = call.axisOf(x, -1);
    for (int times = call.integer("n", 1); times > 0; times--) {
      x = differences(call.ops(), x, axis);
    }
    return x;
  }

  private static Operand<? extends TType> differences(
      TensorOps ops, Operand<? extends TType> x, int axis) {
    String type = TensorOps.typeOf(x) == DataType.DT_BOOL ? "NotEqual" : "Sub";
    return ops.add(type, ops.slice(x, axis, 1, Integer.MAX_VALUE, 1), ops.slice(x, axis, 0, -1, 1));
  }

  private static Operand<? extends TType> trapezoids(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = call.floats("y");
    int last = TensorOps.rank(given) - 1;
    int axis = call.axisOf(given, -1);
    Operand<? extends TType> y = ops.moveAxis(given, axis, last);
    Operand<? extends TType> width = ops.number(call.has("x") ? 1 : call.number("dx", 1), y);
    if (call.has("x")) {
      Operand<? extends TType> x = ops.cast(call.tensor("x"), TensorOps.typeOf(y));
      int along = TensorOps.rank(x) == 1 ? 0 : axis;
      width = ops.moveAxis(differences(ops, x, along), along, TensorOps.rank(x) - 1);
    }
    Operand<? extends TType> heights =
        ops.times(
            ops.plus(ops.slice(y, last, 1, Integer.MAX_VALUE, 1), ops.slice(y, last, 0, -1, 1)),
            0.5);
    return ops.reduce("Sum", ops.times(heights, width), false, last);
  }
}
