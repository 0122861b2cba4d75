package io.dlpipelines.tensorflow.keras.layer.operation;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Different numbers, and how often each occurs. */
final class SetOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.of(
          "numpy.Unique", Operation.ofMany("x", SetOperations::unique),
          "numpy.Bincount", Operation.of("x weights", SetOperations::count),
          "numpy.Histogram", Operation.ofMany("x", SetOperations::histogram),
          "numpy.UnravelIndex", Operation.ofMany("indices", SetOperations::unravel));

  private SetOperations() {}

  /** Different numbers or, along an axis, different slices, and what is asked for with them. */
  private static List<Operand<? extends TType>> unique(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = call.tensor("x");
    Operand<? extends TType> x = ReductionOperations.axisOrRavel(call, given);
    int axis = call.axisOf(x, 0);
    List<Operand<? extends TType>> found =
        ops.addMany("UniqueWithCountsV2", List.of(x, call.tf().array(axis)), b -> b);
    Operand<? extends TType> values = found.get(0);
    Operand<? extends TType> inverse = found.get(1);
    Operand<? extends TType> counts = found.get(2);
    Operand<TInt32> number = call.tf().size(counts);
    Operand<? extends TType> firsts =
        ops.add(
            "UnsortedSegmentMin", ops.range(ops.size(x, axis), DataType.DT_INT32), inverse, number);
    if (call.flag("sorted", true)) {
      Operand<? extends TType> order = order(call, x, values, axis);
      values = ops.add("GatherV2", values, order, call.tf().constant(axis));
      firsts = gathered(ops, firsts, order);
      counts = gathered(ops, counts, order);
      inverse = gathered(ops, ops.add("InvertPermutation", order), inverse);
    }
    if (!call.has("axis")) {
      inverse = ops.add("Reshape", inverse, call.tf().shape(given));
    }
    List<Operand<? extends TType>> results = new ArrayList<>();
    results.add(sized(call, values, axis, call.number("fill_value", 0)));
    if (call.flag("return_index", false)) {
      results.add(sized(call, firsts, 0, 1));
    }
    if (call.flag("return_inverse", false)) {
      results.add(inverse);
    }
    if (call.flag("return_counts", false)) {
      results.add(sized(call, counts, 0, 0));
    }
    return results;
  }

  private static Operand<? extends TType> gathered(
      TensorOps ops, Operand<?> x, Operand<? extends TType> places) {
    return ops.add("GatherV2", x, places, ops.tf().constant(0));
  }

  /** The order of slices by their first number, then their second one and so on. */
  private static Operand<? extends TType> order(
      OperationCall call, Operand<? extends TType> x, Operand<? extends TType> values, int axis) {
    TensorOps ops = call.ops();
    int rank = TensorOps.rank(x);
    if (rank == 1) {
      return OrderOperations.places(ops, values, 0);
    }
    int[] swapped = IntStream.range(0, rank).toArray();
    swapped[0] = axis;
    swapped[axis] = 0;
    int columns = 1;
    for (int other = 0; other < rank; other++) {
      columns *= other == axis ? 1 : call.knownSize(x, other);
    }
    Operand<? extends TType> rows = ops.reshape(ops.transpose(values, swapped), -1, columns);
    Operand<? extends TType> order = ops.range(ops.size(rows, 0), DataType.DT_INT32);
    for (int column = columns - 1; column >= 0; column--) {
      Operand<? extends TType> keys = gathered(ops, ops.at(rows, 1, column), order);
      order = gathered(ops, order, OrderOperations.places(ops, keys, 0));
    }
    return order;
  }

  /** As many as are asked for: the first ones, or others after them. */
  private static Operand<? extends TType> sized(
      OperationCall call, Operand<? extends TType> x, int axis, double filler) {
    if (!call.has("size")) {
      return x;
    }
    TensorOps ops = call.ops();
    int size = call.integer("size");
    int rank = TensorOps.rank(x);
    List<Operand<TInt32>> margins = new ArrayList<>();
    for (int each = 0; each < rank; each++) {
      margins.add(call.tf().constant(0));
      margins.add(call.tf().constant(each == axis ? size : 0));
    }
    Operand<? extends TType> longer =
        ops.add("PadV2", x, ops.reshape(call.tf().stack(margins), rank, 2), ops.number(filler, x));
    return ops.slice(longer, axis, 0, size, 1);
  }

  private static Operand<? extends TType> count(OperationCall call) {
    TensorOps ops = call.ops();
    if (call.flag("sparse", false)) {
      throw call.invalid("[sparse] is true; sparse tensors are not supported");
    }
    Operand<? extends TType> given = call.tensor("x");
    Operand<? extends TType> x =
        TensorOps.typeOf(given) == DataType.DT_INT64 ? given : ops.integers(given);
    Operand<? extends TType> largest = ops.reduce("Max", ops.reshape(x, -1), false, 0);
    Operand<? extends TType> size =
        ops.add("Maximum", ops.plus(largest, 1), ops.number(call.integer("minlength", 0), x));
    DataType type = DataType.DT_INT32;
    Operand<? extends TType> weights = call.tf().constant(new int[0]);
    if (call.has("weights")) {
      Operand<? extends TType> own = call.tensor("weights");
      type = ElementTypes.wider(TensorOps.typeOf(given), TensorOps.typeOf(own));
      weights = countable(ops, own);
    }
    return ops.cast(ops.add("DenseBincount", x, size, weights), type);
  }

  private static Operand<? extends TType> countable(
      TensorOps ops, Operand<? extends TType> weights) {
    return switch (TensorOps.typeOf(weights)) {
      case DT_INT32, DT_INT64, DT_FLOAT, DT_DOUBLE -> weights;
      case DT_BOOL -> ops.floats(weights);
      default -> ops.integers(weights);
    };
  }

  /** How many numbers each interval has, and the bounds of the intervals. */
  private static List<Operand<? extends TType>> histogram(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = ops.reshape(call.tensor("x"), -1);
    int bins = call.integer("bins", 10);
    float[] range = call.has("range") ? call.numbers("range") : new float[0];
    Operand<? extends TType> least =
        range.length == 2 ? ops.number(range[0], x) : ops.reduce("Min", x, false, 0);
    Operand<? extends TType> most =
        range.length == 2 ? ops.number(range[1], x) : ops.reduce("Max", x, false, 0);
    Operand<? extends TType> bounds =
        ops.cast(
            ops.add(
                "LinSpace", ops.floating(least), ops.floating(most), call.tf().constant(bins + 1)),
            TensorOps.typeOf(x));
    Operand<? extends TType> inside =
        ops.add("LogicalAnd", ops.add("GreaterEqual", x, least), ops.add("LessEqual", x, most));
    Operand<? extends TType> places =
        ops.reshape(
            ops.add("UpperBound", ops.expand(ops.slice(bounds, 0, 1, -1, 1), 0), ops.expand(x, 0)),
            -1);
    Operand<? extends TType> counts =
        ops.add(
            "UnsortedSegmentSum",
            ops.cast(inside, TensorOps.typeOf(x)),
            places,
            call.tf().constant(bins));
    return List.of(counts, bounds);
  }

  /**
   * The place along each axis of a shape. Of indices that are no vector, Keras divides by the first
   * size first.
   */
  private static List<Operand<? extends TType>> unravel(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> rest = call.tensor("indices");
    boolean vector = TensorOps.rank(rest) == 1;
    int[] sizes = call.integers("shape").orElseThrow(() -> call.invalid("[shape] is missing"));
    List<Operand<? extends TType>> places = new ArrayList<>();
    for (int index = 0; index < sizes.length; index++) {
      int axis = vector ? sizes.length - 1 - index : index;
      Operand<? extends TType> size = ops.number(sizes[axis], rest);
      places.add(0, ops.add("FloorMod", rest, size));
      rest = ops.add("FloorDiv", rest, size);
    }
    return places;
  }
}
