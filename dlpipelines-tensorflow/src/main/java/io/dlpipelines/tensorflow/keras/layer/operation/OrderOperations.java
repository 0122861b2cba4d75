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

/** Sorting, and places in an order. */
final class OrderOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.Sort", Operation.of("x", OrderOperations::sort)),
          entry("numpy.Argsort", Operation.of("x", OrderOperations::argsort)),
          entry("numpy.Argpartition", Operation.of("x", OrderOperations::argpartition)),
          entry("math.TopK", Operation.ofMany("x", OrderOperations::top)),
          entry("math.InTopK", Operation.of("targets predictions", OrderOperations::inTop)),
          entry("numpy.Digitize", Operation.of("x bins", OrderOperations::digitize)),
          entry(
              "numpy.SearchSorted",
              Operation.of("sorted_sequence values", OrderOperations::search)));

  private OrderOperations() {}

  private static Operand<? extends TType> sort(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = call.tensor("x");
    DataType type = TensorOps.typeOf(given);
    Operand<? extends TType> x = alongAxis(call, orderable(ops, given));
    return ops.cast(sorted(ops, x, axis(call, x)), type);
  }

  private static Operand<? extends TType> argsort(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = orderable(ops, call.tensor("x"));
    if (TensorOps.rank(given) == 0) {
      return call.tf().array(0);
    }
    Operand<? extends TType> x = alongAxis(call, given);
    return places(ops, x, axis(call, x));
  }

  /** Where the configuration has null for the axis, the numbers are in a row. */
  private static Operand<? extends TType> alongAxis(
      OperationCall call, Operand<? extends TType> x) {
    return call.isNull("axis") ? call.ops().reshape(x, -1) : x;
  }

  private static int axis(OperationCall call, Operand<? extends TType> x) {
    return call.axisOf(x, -1);
  }

  private static Operand<? extends TType> orderable(TensorOps ops, Operand<? extends TType> x) {
    return TensorOps.typeOf(x) == DataType.DT_BOOL ? ops.cast(x, DataType.DT_UINT8) : x;
  }

  /** In ascending order along an axis. */
  static Operand<? extends TType> sorted(TensorOps ops, Operand<? extends TType> x, int axis) {
    return descending(ops, reversed(ops, x), axis, 0, true);
  }

  /** The places of numbers in ascending order; equal ones stay in their order. */
  static Operand<? extends TType> places(TensorOps ops, Operand<? extends TType> x, int axis) {
    return descending(ops, reversed(ops, x), axis, 1, false);
  }

  private static Operand<? extends TType> descending(
      TensorOps ops, Operand<? extends TType> x, int axis, int output, boolean reversed) {
    int last = TensorOps.rank(x) - 1;
    Operand<? extends TType> moved = ops.moveAxis(x, axis, last);
    Operand<? extends TType> y = largest(ops, moved, ops.size(moved, last)).get(output);
    return ops.moveAxis(reversed ? reversed(ops, y) : y, last, axis);
  }

  private static List<Operand<? extends TType>> largest(
      TensorOps ops, Operand<? extends TType> x, Operand<TInt32> count) {
    return ops.addMany("TopKV2", List.of(x, count), builder -> builder.setAttr("sorted", true));
  }

  /** Numbers in the reverse order, without overflow; done twice, they are as before. */
  private static Operand<? extends TType> reversed(TensorOps ops, Operand<? extends TType> x) {
    return ElementTypes.isFloating(TensorOps.typeOf(x)) ? ops.add("Neg", x) : ops.add("Invert", x);
  }

  /**
   * The places of the smallest numbers and one more, then of the others, for which Keras sets those
   * before to zero.
   */
  private static Operand<? extends TType> argpartition(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = alongAxis(call, ops.integers(call.tensor("x")));
    int last = TensorOps.rank(given) - 1;
    int axis = axis(call, given);
    Operand<? extends TType> x = ops.moveAxis(given, axis, last);
    Operand<TInt32> size = ops.size(x, last);
    Operand<TInt32> one = call.tf().constant(1);
    Operand<TInt32> place =
        call.tf()
            .math
            .minimum(
                call.tf().constant(Math.max(call.integer("kth"), 0)),
                call.tf().math.sub(size, one));
    Operand<TInt32> count = call.tf().math.add(place, one);
    Operand<? extends TType> below = largest(ops, ops.add("Neg", x), count).get(1);
    Operand<? extends TType> taken =
        ops.reduce("Sum", ops.add("OneHot", below, size, one, call.tf().constant(0)), false, 0);
    Operand<? extends TType> places = ops.add("Where", taken);
    Operand<? extends TType> zeros =
        ops.cast(ops.add("ZerosLike", ops.at(places, 1, 0)), DataType.DT_INT32);
    Operand<? extends TType> rest = ops.add("TensorScatterUpdate", x, ops.integers(places), zeros);
    Operand<? extends TType> above = largest(ops, rest, call.tf().math.sub(size, count)).get(1);
    return ops.moveAxis(ops.concat(List.of(below, above), last), last, axis);
  }

  private static List<Operand<? extends TType>> top(OperationCall call) {
    boolean sorted = call.flag("sorted", true);
    return call.ops()
        .addMany(
            "TopKV2",
            List.of(call.tensor("x"), call.tf().constant(call.integer("k"))),
            builder -> builder.setAttr("sorted", sorted));
  }

  private static Operand<? extends TType> inTop(OperationCall call) {
    TensorOps ops = call.ops();
    return ops.add(
        "InTopKV2",
        ops.floats(call.tensor("predictions")),
        ops.integers(call.tensor("targets")),
        call.tf().constant(call.integer("k")));
  }

  private static Operand<? extends TType> digitize(OperationCall call) {
    TensorOps ops = call.ops();
    float[] bins = call.numbers("bins");
    Operand<? extends TType> x = call.tensor("x");
    DataType type =
        switch (TensorOps.typeOf(x)) {
          case DT_FLOAT, DT_DOUBLE, DT_INT64 -> TensorOps.typeOf(x);
          case DT_UINT32 -> DataType.DT_INT64;
          default -> DataType.DT_INT32;
        };
    return ops.add(
        "Bucketize", List.of(ops.cast(x, type)), builder -> builder.setAttr("boundaries", bins));
  }

  /** The sequence is one row, whatever the shape of the values. */
  private static Operand<? extends TType> search(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("sorted_sequence", "values");
    String type =
        call.word("side", "left", "left", "right").equals("left") ? "LowerBound" : "UpperBound";
    Operand<? extends TType> found =
        ops.add(type, ops.reshape(both.get(0), 1, -1), ops.reshape(both.get(1), 1, -1));
    return ops.add("Reshape", found, call.tf().shape(both.get(1)));
  }
}
