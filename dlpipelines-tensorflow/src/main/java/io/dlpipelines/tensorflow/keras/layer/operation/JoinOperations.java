package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/** Joining and splitting of tensors. */
final class JoinOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry(
              "numpy.Concatenate",
              Operation.of("xs", call -> concat(call, call.list("xs"), call.integer("axis", 0)))),
          entry("numpy.Append", Operation.of("x1 x2", JoinOperations::append)),
          entry("numpy.Hstack", Operation.of("xs", JoinOperations::stackHorizontally)),
          entry("numpy.Vstack", Operation.of("xs", call -> concat(call, call.list("xs"), 0))),
          entry("numpy.Dstack", Operation.of("xs", JoinOperations::stackDeep)),
          entry(
              "numpy.Stack",
              Operation.of("x", call -> call.ops().stack(call.list("x"), call.integer("axis", 0)))),
          entry("numpy.Meshgrid", Operation.ofMany("*x", JoinOperations::grid)),
          entry("core.Unstack", Operation.ofMany("x", JoinOperations::unstack)),
          entry("numpy.Split", Operation.ofMany("x", call -> split(call, call.integer("axis", 0)))),
          entry("numpy.Hsplit", Operation.ofMany("x", JoinOperations::splitHorizontally)),
          entry("numpy.Vsplit", Operation.ofMany("x", call -> split(call, 0))),
          entry("numpy.Dsplit", Operation.ofMany("x", call -> split(call, 2))),
          entry("numpy.ArraySplit", Operation.ofMany("x", JoinOperations::splitUnevenly)));

  private JoinOperations() {}

  private static Operand<? extends TType> concat(
      OperationCall call, List<Operand<? extends TType>> all, int axis) {
    return call.ops().concat(all, axis);
  }

  private static Operand<? extends TType> append(OperationCall call) {
    List<Operand<? extends TType>> both = call.widened("x1", "x2");
    return call.has("axis")
        ? concat(call, both, call.integer("axis"))
        : concat(
            call,
            both.stream().<Operand<? extends TType>>map(x -> call.ops().reshape(x, -1)).toList(),
            0);
  }

  private static Operand<? extends TType> stackHorizontally(OperationCall call) {
    List<Operand<? extends TType>> all = call.list("xs");
    return concat(call, all, TensorOps.rank(all.get(0)) == 1 ? 0 : 1);
  }

  private static Operand<? extends TType> stackDeep(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> all = new ArrayList<>();
    for (Operand<? extends TType> x : call.list("xs")) {
      Operand<? extends TType> deep = x;
      if (TensorOps.rank(deep) == 0) {
        deep = ops.reshape(deep, 1);
      }
      if (TensorOps.rank(deep) == 1) {
        deep = ops.expand(deep, 0);
      }
      all.add(TensorOps.rank(deep) == 2 ? ops.expand(deep, 2) : deep);
    }
    return concat(call, all, 2);
  }

  /** The axes of vectors that span a grid; those of a plane are swapped with indexing xy. */
  private static List<Operand<? extends TType>> grid(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> all = call.eachOf("x");
    int rank = all.size();
    boolean swapped = call.word("indexing", "xy", "xy", "ij").equals("xy") && rank > 1;
    List<Operand<? extends TType>> grids = new ArrayList<>();
    for (int index = 0; index < rank; index++) {
      Operand<? extends TType> grid =
          ops.reshape(all.get(index), axisOnly(rank, place(index, swapped)));
      for (int other = 0; other < rank; other++) {
        if (other != index) {
          Operand<? extends TType> ones =
              ops.cast(
                  ops.reshape(
                      ops.add("OnesLike", all.get(other)), axisOnly(rank, place(other, swapped))),
                  TensorOps.typeOf(grid));
          grid = ops.times(grid, ones);
        }
      }
      grids.add(grid);
    }
    return grids;
  }

  private static int place(int index, boolean swapped) {
    return swapped && index < 2 ? 1 - index : index;
  }

  private static int[] axisOnly(int rank, int axis) {
    return IntStream.range(0, rank).map(each -> each == axis ? -1 : 1).toArray();
  }

  private static List<Operand<? extends TType>> unstack(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    int axis = call.axisOf(x, 0);
    long number = call.has("num") ? call.integer("num") : call.knownSize(x, axis);
    return call.ops()
        .addMany(
            "Unpack",
            List.of(x),
            builder -> builder.setAttr("num", number).setAttr("axis", (long) axis));
  }

  private static List<Operand<? extends TType>> splitHorizontally(OperationCall call) {
    return split(call, TensorOps.rank(call.tensor("x")) == 1 ? 0 : 1);
  }

  /** Into as many parts, or before each of some places. */
  private static List<Operand<? extends TType>> split(OperationCall call, int along) {
    Operand<? extends TType> x = call.tensor("x");
    int axis = call.axis(along, x);
    JsonNode parts = call.orThrow("indices_or_sections");
    if (!parts.isArray()) {
      long count = call.integer("indices_or_sections");
      return call.ops()
          .addMany(
              "Split",
              List.of(call.tf().constant(axis), x),
              builder -> builder.setAttr("num_split", count));
    }
    int[] places = call.integers("indices_or_sections").orElseThrow();
    int[] sizes = new int[places.length + 1];
    int from = 0;
    for (int index = 0; index < places.length; index++) {
      sizes[index] = places[index] - from;
      from = places[index];
    }
    sizes[places.length] = -1;
    return divided(call, x, sizes, axis);
  }

  private static List<Operand<? extends TType>> divided(
      OperationCall call, Operand<? extends TType> x, int[] sizes, int axis) {
    return call.ops()
        .addMany(
            "SplitV",
            List.of(x, call.tf().array(sizes), call.tf().constant(axis)),
            builder -> builder.setAttr("num_split", (long) sizes.length));
  }

  /** Into parts of which the first ones have one more where the size is no multiple. */
  private static List<Operand<? extends TType>> splitUnevenly(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    int axis = call.axisOf(x, 0);
    int size = call.knownSize(x, axis);
    int parts = call.integer("indices_or_sections");
    int[] sizes = new int[parts];
    Arrays.setAll(sizes, part -> size / parts + (part < size % parts ? 1 : 0));
    return divided(call, x, sizes, axis);
  }
}
