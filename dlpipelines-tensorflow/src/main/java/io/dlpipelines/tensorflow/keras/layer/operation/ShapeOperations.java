package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Operations that give a tensor another shape, or its numbers other places. */
final class ShapeOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry(
              "numpy.Reshape",
              Operation.of(
                  "x", call -> call.tf().reshape(call.tensor("x"), call.sizes("newshape")))),
          entry(
              "numpy.Ravel",
              Operation.of("x", call -> call.tf().reshape(call.tensor("x"), call.tf().array(-1)))),
          entry("core.Shape", Operation.of("x", call -> call.tf().shape(call.tensor("x")))),
          entry("numpy.Size", Operation.of("x", call -> call.tf().size(call.tensor("x")))),
          entry("numpy.Ndim", Operation.of("x", ShapeOperations::rank)),
          entry("numpy.Fliplr", Operation.of("x", call -> flip(call, 1))),
          entry("numpy.Flipud", Operation.of("x", call -> flip(call, 0))),
          entry("numpy.Rot90", Operation.of("array", ShapeOperations::turn)),
          entry(
              "numpy.BroadcastTo",
              Operation.of(
                  "x", call -> call.tf().broadcastTo(call.tensor("x"), call.sizes("shape")))),
          entry("numpy.Transpose", Operation.of("x", ShapeOperations::transpose)),
          entry("numpy.Swapaxes", Operation.of("x", ShapeOperations::swapAxes)),
          entry("numpy.Moveaxis", Operation.of("x", ShapeOperations::moveAxes)),
          entry("numpy.ExpandDims", Operation.of("x", ShapeOperations::expand)),
          entry("numpy.Squeeze", Operation.of("x", ShapeOperations::squeeze)),
          entry("numpy.Tile", Operation.of("x", ShapeOperations::tile)),
          entry("numpy.Repeat", Operation.of("x", ShapeOperations::repeat)),
          entry("numpy.Flip", Operation.of("x", ShapeOperations::flip)),
          entry("numpy.Roll", Operation.of("x", ShapeOperations::roll)),
          entry("numpy.Pad", Operation.of("x constant_values", ShapeOperations::pad)));

  private ShapeOperations() {}

  private static Operand<? extends TType> transpose(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    int rank = x.shape().numDimensions();
    int[] order =
        call.find("axes").isPresent()
            ? call.axes("axes", x)
            : IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
    return call.tf().linalg.transpose(x, call.tf().array(order));
  }

  private static Operand<? extends TType> swapAxes(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    List<Integer> order = order(x);
    Collections.swap(
        order, call.axis(call.integer("axis1"), x), call.axis(call.integer("axis2"), x));
    return transposed(call, x, order);
  }

  private static Operand<? extends TType> moveAxes(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    int[] from = call.axes("source", x);
    int[] to = call.axes("destination", x);
    if (from.length != to.length
        || Arrays.stream(from).distinct().count() < from.length
        || Arrays.stream(to).distinct().count() < to.length) {
      throw call.invalid("[source] and [destination] are not as many axes, each once");
    }
    List<Integer> order = order(x);
    Map<Integer, Integer> moved =
        IntStream.range(0, to.length)
            .boxed()
            .collect(Collectors.toMap(index -> to[index], index -> from[index]));
    order.removeAll(moved.values());
    moved.keySet().stream().sorted().forEach(place -> order.add(place, moved.get(place)));
    return transposed(call, x, order);
  }

  private static List<Integer> order(Operand<?> x) {
    return IntStream.range(0, x.shape().numDimensions())
        .boxed()
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static Operand<? extends TType> transposed(
      OperationCall call, Operand<? extends TType> x, List<Integer> order) {
    return call.tf()
        .linalg
        .transpose(x, call.tf().array(order.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static Operand<? extends TType> expand(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    call.orThrow("axis");
    int[] axes = call.integers("axis").orElseThrow();
    int rank = x.shape().numDimensions() + axes.length;
    int[] places =
        Arrays.stream(axes).map(axis -> axis < 0 ? axis + rank : axis).sorted().toArray();
    for (int place : places) {
      x = call.tf().expandDims(x, call.tf().constant(place));
    }
    return x;
  }

  private static Operand<? extends TType> squeeze(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    List<Long> axes =
        call.find("axis").isEmpty()
            ? List.of()
            : Arrays.stream(call.axes("axis", x)).mapToObj(Long::valueOf).toList();
    return call.tf().squeeze(x, Squeeze.axis(axes));
  }

  private static Operand<? extends TType> tile(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    Operand<TInt32> repeats = call.sizes("repeats");
    long before = x.shape().numDimensions() - repeats.shape().get(0);
    for (long axis = before; axis < 0; axis++) {
      x = call.tf().expandDims(x, call.tf().constant(0));
    }
    if (before > 0) {
      Operand<TInt32> ones = call.tf().array(new int[(int) before]);
      repeats =
          call.tf()
              .concat(
                  List.of(call.tf().math.add(ones, call.tf().constant(1)), repeats),
                  call.tf().constant(0));
    }
    return call.tf().tile(x, repeats);
  }

  /** Each number some times, one after the other. */
  private static Operand<? extends TType> repeat(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = ReductionOperations.axisOrRavel(call, call.tensor("x"));
    int axis = call.axisOf(x, 0);
    int[] repeats =
        call.integers("repeats").orElseThrow(() -> call.invalid("[repeats] is missing"));
    return repeats.length == 1
        ? repeated(ops, x, axis, repeats[0])
        : ops.add("GatherV2", x, call.tf().array(places(repeats)), call.tf().constant(axis));
  }

  private static int[] places(int[] repeats) {
    return IntStream.range(0, repeats.length)
        .flatMap(place -> IntStream.range(0, repeats[place]).map(time -> place))
        .toArray();
  }

  static Operand<? extends TType> repeated(
      TensorOps ops, Operand<? extends TType> x, int axis, int repeats) {
    Ops tf = ops.tf();
    int[] times = new int[TensorOps.rank(x) + 1];
    Arrays.fill(times, 1);
    times[axis + 1] = repeats;
    List<Operand<TInt32>> sizes = ops.sizes(x);
    sizes.set(axis, tf.math.mul(sizes.get(axis), tf.constant(repeats)));
    return ops.reshape(ops.add("Tile", ops.expand(x, axis + 1), tf.array(times)), sizes);
  }

  private static Operand<? extends TType> flip(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    return call.tf().reverse(x, call.tf().array(call.axes("axis", x)));
  }

  private static Operand<? extends TType> flip(OperationCall call, int axis) {
    return call.tf().reverse(call.tensor("x"), call.tf().array(axis));
  }

  /** By quarters, from the first axis to the second one. */
  private static Operand<? extends TType> turn(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("array");
    int[] axes = call.integers("axes").orElse(new int[] {0, 1});
    if (axes.length != 2) {
      throw call.invalid("[axes] has %d axes; it must have two".formatted(axes.length));
    }
    int first = call.axis(axes[0], x);
    int second = call.axis(axes[1], x);
    int[] order = IntStream.range(0, TensorOps.rank(x)).toArray();
    order[first] = second;
    order[second] = first;
    return switch (Math.floorMod(call.integer("k", 1), 4)) {
      case 1 -> ops.transpose(reversed(ops, x, second), order);
      case 2 -> turnedTwice(ops, x, first, second);
      case 3 -> reversed(ops, ops.transpose(x, order), second);
      default -> x;
    };
  }

  /**
   * Keras 3.15 reads what it has turned once by the sizes that it had before, which is no half turn
   * of what is not square.
   */
  private static Operand<? extends TType> turnedTwice(
      TensorOps ops, Operand<? extends TType> x, int first, int second) {
    int rank = TensorOps.rank(x);
    int[] last =
        IntStream.concat(
                IntStream.range(0, rank).filter(axis -> axis != first && axis != second),
                IntStream.of(first, second))
            .toArray();
    int[] back = new int[rank];
    IntStream.range(0, rank).forEach(place -> back[last[place]] = place);
    int[] swapped = IntStream.range(0, rank).toArray();
    swapped[rank - 2] = rank - 1;
    swapped[rank - 1] = rank - 2;
    Operand<? extends TType> y = ops.transpose(x, last);
    List<Operand<TInt32>> sizes = ops.sizes(y);
    for (int turns = 0; turns < 2; turns++) {
      y = ops.reshape(ops.transpose(reversed(ops, y, rank - 1), swapped), sizes);
    }
    return ops.transpose(y, back);
  }

  private static Operand<? extends TType> reversed(TensorOps ops, Operand<?> x, int... axes) {
    return ops.add("ReverseV2", x, ops.tf().array(axes));
  }

  private static Operand<? extends TType> rank(OperationCall call) {
    return call.tf().constant(TensorOps.rank(call.tensor("x")));
  }

  /** All numbers in a row are rolled where no axis is said. */
  private static Operand<? extends TType> roll(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    int[] shifts = call.integers("shift").orElseThrow(() -> call.invalid("[shift] is missing"));
    if (!call.has("axis")) {
      Operand<? extends TType> row =
          ops.add("Roll", ops.reshape(x, -1), call.tf().array(shifts), call.tf().array(0));
      return ops.reshape(row, ops.sizes(x));
    }
    int[] axes = call.axes("axis", x);
    return ops.add(
        "Roll",
        x,
        call.tf().array(shifts.length == 1 ? repeated(shifts[0], axes.length) : shifts),
        call.tf().array(axes));
  }

  private static int[] repeated(int value, int times) {
    int[] values = new int[times];
    Arrays.fill(values, value);
    return values;
  }

  private static Operand<? extends TType> pad(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    Operand<TInt32> width = margins(call, x.shape().numDimensions());
    String mode = call.find("mode").map(JsonNode::asText).orElse("constant");
    if (mode.equals("constant")) {
      return call.find("constant_values").isEmpty()
          ? call.ops().add("Pad", x, width)
          : call.ops()
              .add(
                  "PadV2",
                  x,
                  width,
                  call.ops().cast(call.tensor("constant_values"), TensorOps.typeOf(x)));
    }
    if (!mode.equals("reflect") && !mode.equals("symmetric")) {
      throw call.invalid("[mode] is %s; it must be constant, reflect or symmetric".formatted(mode));
    }
    return call.ops()
        .add(
            "MirrorPad",
            List.of(x, width),
            builder -> builder.setAttr("mode", mode.toUpperCase(java.util.Locale.ROOT)));
  }

  /** Two numbers for each axis; fewer hold for all. */
  private static Operand<TInt32> margins(OperationCall call, int rank) {
    JsonNode json = call.orThrow("pad_width");
    int[] flat = new int[2 * rank];
    for (int axis = 0; axis < rank; axis++) {
      JsonNode one = json.path(0).isArray() ? json.path(json.size() == 1 ? 0 : axis) : json;
      JsonNode before = one.isArray() ? one.path(0) : one;
      JsonNode after = one.isArray() ? one.path(one.size() - 1) : one;
      if (!before.isIntegralNumber() || !after.isIntegralNumber()) {
        throw call.invalid(
            "[pad_width] is %s; it must hold two integers for each of %d axes"
                .formatted(json, rank));
      }
      flat[2 * axis] = before.asInt();
      flat[2 * axis + 1] = after.asInt();
    }
    return call.tf().reshape(call.tf().array(flat), call.tf().array(rank, 2));
  }
}
