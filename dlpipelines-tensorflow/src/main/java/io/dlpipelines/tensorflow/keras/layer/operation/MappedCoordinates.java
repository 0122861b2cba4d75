package io.dlpipelines.tensorflow.keras.layer.operation;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** The numbers of a tensor at places that are no whole numbers, by their neighbors. */
final class MappedCoordinates {
  private final TensorOps ops;
  private final String fillMode;

  private MappedCoordinates(TensorOps ops, String fillMode) {
    this.ops = ops;
    this.fillMode = fillMode;
  }

  /**
   * A neighbor along one axis, or along all.
   *
   * @param places the places along each axis so far
   * @param valid whether they lie within the tensor
   * @param weight how much it counts
   */
  private record Neighbor(
      List<Operand<? extends TType>> places,
      Operand<? extends TType> valid,
      Operand<? extends TType> weight) {}

  static Operand<? extends TType> of(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("inputs");
    Operand<? extends TType> coordinates = call.tensor("coordinates");
    int order = call.integer("order");
    if (order < 0 || order > 1) {
      throw call.invalid("[order] is %d; it must be 0 or 1".formatted(order));
    }
    String fillMode =
        call.word("fill_mode", "constant", "constant", "nearest", "wrap", "mirror", "reflect");
    MappedCoordinates mapped = new MappedCoordinates(ops, fillMode);
    List<Neighbor> neighbors = new ArrayList<>();
    for (int axis = 0; axis < TensorOps.rank(x); axis++) {
      List<Neighbor> along =
          mapped.neighbors(ops.at(coordinates, 0, axis), ops.size(x, axis), order);
      neighbors = axis == 0 ? along : mapped.joined(neighbors, along);
    }
    DataType type = TensorOps.typeOf(neighbors.get(0).weight());
    Operand<? extends TType> filler = ops.number(call.number("fill_value", 0), type);
    Operand<? extends TType> sum = ops.number(0, type);
    for (Neighbor neighbor : neighbors) {
      Operand<? extends TType> value =
          ops.cast(ops.add("GatherNd", x, ops.stack(neighbor.places(), -1)), type);
      if (fillMode.equals("constant")) {
        value = ops.choose(neighbor.valid(), value, filler);
      }
      sum = ops.plus(sum, ops.times(value, neighbor.weight()));
    }
    boolean whole = !ElementTypes.isInexact(TensorOps.typeOf(x));
    return ops.cast(
        whole && ElementTypes.isInexact(type) ? ops.add("Round", sum) : sum, TensorOps.typeOf(x));
  }

  private List<Neighbor> neighbors(
      Operand<? extends TType> coordinate, Operand<TInt32> size, int order) {
    boolean whole = !ElementTypes.isInexact(TensorOps.typeOf(coordinate));
    if (order == 0) {
      Operand<? extends TType> nearest = whole ? coordinate : ops.add("Round", coordinate);
      return List.of(neighbor(ops.integers(nearest), size, ops.add("OnesLike", coordinate)));
    }
    Operand<? extends TType> lower = whole ? coordinate : ops.add("Floor", coordinate);
    Operand<? extends TType> weight = ops.minus(coordinate, lower);
    Operand<TInt32> place = ops.integers(lower);
    return List.of(
        neighbor(place, size, ops.minus(ops.number(1, weight), weight)),
        neighbor(ops.integers(ops.plus(place, 1)), size, weight));
  }

  private Neighbor neighbor(
      Operand<TInt32> place, Operand<TInt32> size, Operand<? extends TType> weight) {
    Operand<? extends TType> zero = ops.number(0, place);
    Operand<? extends TType> valid =
        ops.add("LogicalAnd", ops.add("GreaterEqual", place, zero), ops.add("Less", place, size));
    Operand<? extends TType> inside =
        switch (fillMode) {
          case "wrap" -> ops.add("FloorMod", place, size);
          case "mirror", "reflect" -> reflected(place, size);
          default -> ops.add("Maximum", ops.add("Minimum", place, ops.minus(size, 1)), zero);
        };
    return new Neighbor(List.of(inside), valid, weight);
  }

  private Operand<? extends TType> reflected(Operand<TInt32> place, Operand<TInt32> size) {
    Operand<? extends TType> period = ops.times(size, 2);
    Operand<? extends TType> rest = ops.add("FloorMod", ops.add("Abs", place), period);
    Operand<? extends TType> back = ops.minus(period, rest);
    return ops.choose(
        ops.add("Less", rest, size), rest, fillMode.equals("reflect") ? ops.minus(back, 1) : back);
  }

  private List<Neighbor> joined(List<Neighbor> before, List<Neighbor> along) {
    List<Neighbor> all = new ArrayList<>();
    for (Neighbor one : before) {
      for (Neighbor other : along) {
        List<Operand<? extends TType>> places = new ArrayList<>(one.places());
        places.addAll(other.places());
        all.add(
            new Neighbor(
                places,
                ops.add("LogicalAnd", one.valid(), other.valid()),
                ops.times(one.weight(), other.weight())));
      }
    }
    return all;
  }
}
