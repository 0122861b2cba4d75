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

/** Operations that put numbers at places, or reduce those of the same segment. */
final class ScatterOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("core.Scatter", Operation.of("indices values", ScatterOperations::scatter)),
          entry(
              "core.ScatterUpdate",
              Operation.of("inputs indices updates", ScatterOperations::update)),
          entry(
              "core.SliceUpdate",
              Operation.of("inputs start_indices updates", ScatterOperations::updateSlice)),
          entry("math.SegmentSum", segments("Sum")),
          entry("math.SegmentMax", segments("Max")),
          entry("math.SegmentMin", segments("Min")),
          entry("math.SegmentProd", segments("Prod")));

  private ScatterOperations() {}

  private static Operand<? extends TType> scatter(OperationCall call) {
    TensorOps ops = call.ops();
    return ops.add(
        "ScatterNd",
        ops.integers(call.tensor("indices")),
        call.tensor("values"),
        call.sizes("shape"));
  }

  private static Operand<? extends TType> update(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("inputs");
    Operand<TInt32> indices = ops.integers(call.tensor("indices"));
    Operand<? extends TType> updates = ops.cast(call.tensor("updates"), TensorOps.typeOf(x));
    return switch (call.word("reduction", "", "", "add", "max", "min", "mul")) {
      case "add" -> ops.add("TensorScatterAdd", x, indices, updates);
      case "max" -> ops.add("TensorScatterMax", x, indices, updates);
      case "min" -> ops.add("TensorScatterMin", x, indices, updates);
      case "mul" -> multiplied(ops, x, indices, updates);
      default -> ops.add("TensorScatterUpdate", x, indices, updates);
    };
  }

  /** TensorFlow has no operation for it: the products of each place are made of those before. */
  private static Operand<? extends TType> multiplied(
      TensorOps ops,
      Operand<? extends TType> x,
      Operand<TInt32> indices,
      Operand<? extends TType> updates) {
    Operand<? extends TType> places =
        ops.reshape(ops.range(ops.tf().size(x), DataType.DT_INT32), ops.sizes(x));
    Operand<? extends TType> targets = ops.reshape(ops.add("GatherNd", places, indices), -1);
    Operand<? extends TType> products =
        ops.add("UnsortedSegmentProd", ops.reshape(updates, -1), targets, ops.tf().size(x));
    return ops.times(x, ops.reshape(products, ops.sizes(x)));
  }

  /** The slice begins earlier where it would not fit. */
  private static Operand<? extends TType> updateSlice(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("inputs");
    Operand<? extends TType> updates = ops.cast(call.tensor("updates"), TensorOps.typeOf(x));
    Operand<TInt32> size = call.tf().shape(x);
    Operand<TInt32> part = call.tf().shape(updates);
    Operand<TInt32> last = call.tf().math.sub(size, part);
    Operand<TInt32> begin =
        call.tf()
            .math
            .maximum(
                call.tf().math.minimum(call.sizes("start_indices"), last), call.tf().constant(0));
    Operand<TInt32> end = call.tf().math.sub(last, begin);
    Operand<TInt32> margins = ops.integers(ops.stack(List.of(begin, end), 1));
    Operand<? extends TType> inside =
        ops.add("Pad", ops.cast(ops.add("OnesLike", updates), DataType.DT_FLOAT), margins);
    Operand<? extends TType> placed = ops.add("PadV2", updates, margins, ops.number(0, x));
    return ops.choose(ops.cast(inside, DataType.DT_BOOL), placed, x);
  }

  private static Function<LayerConfig, Layer> segments(String reduction) {
    return Operation.of(
        "data segment_ids",
        call -> {
          TensorOps ops = call.ops();
          Operand<? extends TType> data = call.tensor("data");
          Operand<TInt32> ids = ops.integers(call.tensor("segment_ids"));
          return call.flag("sorted", false)
              ? ops.add("Segment" + reduction, data, ids)
              : ops.add("UnsortedSegment" + reduction, data, ids, count(call, reduction, ids));
        });
  }

  /** Keras counts the segments of sums, and takes the largest number of others. */
  private static Operand<? extends TType> count(
      OperationCall call, String reduction, Operand<TInt32> ids) {
    TensorOps ops = call.ops();
    if (call.has("num_segments")) {
      return call.tf().constant(call.integer("num_segments"));
    }
    return reduction.equals("Sum")
        ? ops.size(ops.addMany("Unique", List.of(ops.reshape(ids, -1)), b -> b).get(0), 0)
        : ops.plus(ops.reduce("Max", ops.reshape(ids, -1), false, 0), 1);
  }
}
