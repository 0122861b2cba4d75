package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Products of vectors, matrices and tensors. */
final class ProductOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.Matmul", Operation.of("x1 x2", ProductOperations::matmul)),
          entry("numpy.Einsum", Operation.of("*operands", EinsteinSum::of)),
          entry("numpy.Dot", Operation.of("x1 x2", ProductOperations::dot)),
          entry("numpy.Inner", Operation.of("x1 x2", ProductOperations::inner)),
          entry("numpy.Outer", Operation.of("x1 x2", ProductOperations::outer)),
          entry("numpy.Vdot", Operation.of("x1 x2", ProductOperations::ofAll)),
          entry("numpy.Tensordot", Operation.of("x1 x2", ProductOperations::tensordot)),
          entry("numpy.Kron", Operation.of("x1 x2", ProductOperations::kronecker)),
          entry("numpy.Cross", Operation.of("x1 x2", ProductOperations::cross)),
          entry("numpy.Correlate", Operation.of("x1 x2", ProductOperations::correlate)),
          entry("numpy.Corrcoef", Operation.of("x", ProductOperations::correlations)),
          entry("math.CDist", Operation.of("x y", ProductOperations::distances)));

  private ProductOperations() {}

  /** Two tensors as floats, and the type of their product. */
  private record Factors(
      TensorOps ops, Operand<? extends TType> x, Operand<? extends TType> y, DataType type) {

    /** Keras multiplies integers as floats. */
    static Factors of(OperationCall call) {
      List<Operand<? extends TType>> both = call.widened("x1", "x2");
      TensorOps ops = call.ops();
      return new Factors(
          ops, ops.floating(both.get(0)), ops.floating(both.get(1)), TensorOps.typeOf(both.get(0)));
    }

    Operand<? extends TType> typed(Operand<? extends TType> product) {
      return ops.cast(product, type);
    }

    Operand<? extends TType> contracted(int[] xAxes, int[] yAxes) {
      return typed(Contraction.of(ops, x, y, xAxes, yAxes));
    }
  }

  private static Operand<? extends TType> matmul(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x1");
    Operand<? extends TType> y = call.tensor("x2");
    int xRank = TensorOps.rank(x);
    int yRank = TensorOps.rank(y);
    if (xRank == 0 || yRank == 0) {
      throw call.invalid("it multiplies matrices, and is given a number; use multiply");
    }
    if (isBytes(x) && isBytes(y) && xRank > 1 && yRank > 1) {
      return product(ops, ops.integers(x), ops.integers(y));
    }
    Factors factors = Factors.of(call);
    if (yRank == 1) {
      return factors.contracted(new int[] {xRank - 1}, new int[] {0});
    }
    return xRank == 1
        ? factors.contracted(new int[] {0}, new int[] {yRank - 2})
        : factors.typed(product(ops, factors.x(), factors.y()));
  }

  private static boolean isBytes(Operand<?> x) {
    return TensorOps.typeOf(x) == DataType.DT_INT8;
  }

  private static Operand<? extends TType> product(
      TensorOps ops, Operand<? extends TType> x, Operand<? extends TType> y) {
    boolean matrices = TensorOps.rank(x) == 2 && TensorOps.rank(y) == 2;
    return ops.add(matrices ? "MatMul" : "BatchMatMulV2", x, y);
  }

  private static Operand<? extends TType> dot(OperationCall call) {
    Factors factors = Factors.of(call);
    int xRank = TensorOps.rank(factors.x());
    int yRank = TensorOps.rank(factors.y());
    return xRank == 0 || yRank == 0
        ? factors.typed(call.ops().times(factors.x(), factors.y()))
        : factors.contracted(new int[] {xRank - 1}, new int[] {Math.max(yRank - 2, 0)});
  }

  private static Operand<? extends TType> inner(OperationCall call) {
    Factors factors = Factors.of(call);
    int xRank = TensorOps.rank(factors.x());
    int yRank = TensorOps.rank(factors.y());
    return xRank == 0 || yRank == 0
        ? factors.typed(call.ops().times(factors.x(), factors.y()))
        : factors.contracted(new int[] {xRank - 1}, new int[] {yRank - 1});
  }

  private static Operand<? extends TType> outer(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("x1", "x2");
    return ops.times(ops.reshape(both.get(0), -1, 1), ops.reshape(both.get(1), -1));
  }

  private static Operand<? extends TType> ofAll(OperationCall call) {
    TensorOps ops = call.ops();
    Factors factors = Factors.of(call);
    Operand<? extends TType> products =
        ops.times(ops.reshape(factors.x(), -1), ops.reshape(factors.y(), -1));
    return factors.typed(ops.reduce("Sum", products, false, 0));
  }

  /** The axes are a number of those at the end and at the begin, or a list for each tensor. */
  private static Operand<? extends TType> tensordot(OperationCall call) {
    Factors factors = Factors.of(call);
    int xRank = TensorOps.rank(factors.x());
    JsonNode axes = call.find("axes").orElse(null);
    if (axes == null || axes.isIntegralNumber()) {
      int count = call.integer("axes", 2);
      return factors.contracted(
          IntStream.range(xRank - count, xRank).toArray(), IntStream.range(0, count).toArray());
    }
    if (axes.size() != 2) {
      throw call.invalid("[axes] is %s; it must be a number or two lists".formatted(axes));
    }
    int[][] each = new int[2][];
    for (int side = 0; side < 2; side++) {
      Operand<? extends TType> tensor = side == 0 ? factors.x() : factors.y();
      each[side] =
          Arrays.stream(call.integers("axes", axes.get(side)))
              .map(axis -> call.axis(axis, tensor))
              .toArray();
    }
    return factors.contracted(each[0], each[1]);
  }

  private static Operand<? extends TType> kronecker(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("x1", "x2");
    int rank = Math.max(TensorOps.rank(both.get(0)), TensorOps.rank(both.get(1)));
    Operand<? extends TType> x = ofRank(ops, both.get(0), rank);
    Operand<? extends TType> y = ofRank(ops, both.get(1), rank);
    var sizes = ops.sizes(x);
    var others = ops.sizes(y);
    for (int axis = 0; axis < rank; axis++) {
      sizes.set(axis, call.tf().math.mul(sizes.get(axis), others.get(axis)));
    }
    for (int axis = 0; axis < rank; axis++) {
      x = ops.expand(x, 2 * axis + 1);
      y = ops.expand(y, 2 * axis);
    }
    return ops.reshape(ops.times(x, y), sizes);
  }

  private static Operand<? extends TType> ofRank(
      TensorOps ops, Operand<? extends TType> x, int rank) {
    Operand<? extends TType> y = x;
    while (TensorOps.rank(y) < rank) {
      y = ops.expand(y, 0);
    }
    return y;
  }

  /** Vectors of two numbers have a third one that is zero. */
  private static Operand<? extends TType> cross(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("x1", "x2");
    Operand<? extends TType> x = vectors(call, both.get(0), "axisa");
    Operand<? extends TType> y = vectors(call, both.get(1), "axisb");
    boolean planar = both.stream().allMatch(each -> size(call, each, both) == 2);
    Operand<? extends TType> third =
        ops.minus(
            ops.times(part(ops, x, 0), part(ops, y, 1)),
            ops.times(part(ops, x, 1), part(ops, y, 0)));
    if (planar) {
      return third;
    }
    Operand<? extends TType> first =
        ops.minus(
            ops.times(part(ops, x, 1), part(ops, y, 2)),
            ops.times(part(ops, x, 2), part(ops, y, 1)));
    Operand<? extends TType> second =
        ops.minus(
            ops.times(part(ops, x, 2), part(ops, y, 0)),
            ops.times(part(ops, x, 0), part(ops, y, 2)));
    Operand<? extends TType> product = ops.stack(List.of(first, second, third), -1);
    return ops.moveAxis(
        product,
        TensorOps.rank(product) - 1,
        call.axis(call.integer(call.has("axis") ? "axis" : "axisc", -1), product));
  }

  private static int size(
      OperationCall call, Operand<? extends TType> x, List<Operand<? extends TType>> both) {
    String own = x == both.get(0) ? "axisa" : "axisb";
    return call.knownSize(x, call.axis(call.integer(call.has("axis") ? "axis" : own, -1), x));
  }

  /** {@code [..., 3]}. */
  private static Operand<? extends TType> vectors(
      OperationCall call, Operand<? extends TType> x, String own) {
    TensorOps ops = call.ops();
    int axis = call.axis(call.integer(call.has("axis") ? "axis" : own, -1), x);
    int last = TensorOps.rank(x) - 1;
    int size = call.knownSize(x, axis);
    Operand<? extends TType> moved = ops.moveAxis(x, axis, last);
    if (size != 2 && size != 3) {
      throw call.invalid("its vectors have %d numbers; they must have 2 or 3".formatted(size));
    }
    return size == 3
        ? moved
        : ops.concat(List.of(moved, ops.add("ZerosLike", ops.slice(moved, last, 0, 1, 1))), last);
  }

  private static Operand<? extends TType> part(
      TensorOps ops, Operand<? extends TType> vectors, int place) {
    return ops.at(vectors, TensorOps.rank(vectors) - 1, place);
  }

  /** Sums of products of one vector with the parts of another one. */
  private static Operand<? extends TType> correlate(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("x1", "x2");
    DataType type =
        switch (TensorOps.typeOf(both.get(0))) {
          case DT_INT64, DT_DOUBLE -> DataType.DT_DOUBLE;
          default -> DataType.DT_FLOAT;
        };
    Operand<? extends TType> x = ops.cast(both.get(0), type);
    Operand<? extends TType> y = ops.cast(both.get(1), type);
    int size = call.knownSize(y, 0);
    String mode = call.word("mode", "valid", "valid", "same", "full");
    if (mode.equals("valid")) {
      return slid(ops, x, y, size);
    }
    Operand<? extends TType> zeros = call.tf().array(size - 1, size - 1);
    Operand<? extends TType> full = slid(ops, ops.add("Pad", x, ops.reshape(zeros, 1, 2)), y, size);
    if (mode.equals("full")) {
      return full;
    }
    Operand<TInt32> length = ops.size(x, 0);
    Operand<TInt32> longer = call.tf().math.maximum(length, call.tf().constant(size));
    Operand<? extends TType> rest = ops.minus(ops.plus(length, size - 1), longer);
    Operand<? extends TType> begin = ops.add("FloorDiv", rest, ops.number(2, rest));
    return ops.add("Slice", full, ops.expand(begin, 0), ops.expand(longer, 0));
  }

  private static Operand<? extends TType> slid(
      TensorOps ops, Operand<? extends TType> x, Operand<? extends TType> y, int size) {
    Operand<? extends TType> sum = ops.number(0, x);
    for (int place = 0; place < size; place++) {
      int end = place == size - 1 ? Integer.MAX_VALUE : place + 1 - size;
      sum = ops.plus(sum, ops.times(ops.slice(x, 0, place, end, 1), ops.at(y, 0, place)));
    }
    return sum;
  }

  private static Operand<? extends TType> correlations(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    int last = TensorOps.rank(x) - 1;
    Operand<? extends TType> centered = ops.minus(x, ops.reduce("Mean", x, true, last));
    Operand<? extends TType> products = Contraction.transposed(ops, centered, centered);
    Operand<? extends TType> deviations =
        ops.add(
            "Sqrt",
            ops.add("MatrixDiagPartV3", products, call.tf().constant(0), ops.number(0, products)));
    Operand<? extends TType> scale =
        ops.times(ops.expand(deviations, -1), ops.expand(deviations, -2));
    Operand<? extends TType> y = ops.over(products, scale);
    return ops.add("Maximum", ops.add("Minimum", y, ops.number(1, y)), ops.number(-1, y));
  }

  private static Operand<? extends TType> distances(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("x", "y");
    Operand<? extends TType> difference =
        ops.minus(ops.expand(both.get(0), -2), ops.expand(both.get(1), -3));
    Operand<? extends TType> squares = ops.add("Square", difference);
    return ops.add("Sqrt", ops.reduce("Sum", squares, false, TensorOps.rank(squares) - 1));
  }
}
