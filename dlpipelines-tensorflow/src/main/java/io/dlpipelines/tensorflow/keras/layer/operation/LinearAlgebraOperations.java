package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/**
 * Decompositions, inverses, determinants and solutions of matrices {@code [..., rows, columns]}.
 */
final class LinearAlgebraOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("linalg.Cholesky", Operation.of("x", LinearAlgebraOperations::cholesky)),
          entry(
              "linalg.CholeskyInverse",
              Operation.of("x", LinearAlgebraOperations::inverseOfCholesky)),
          entry(
              "linalg.Det",
              Operation.of("x", call -> call.ops().add("MatrixDeterminant", call.floats("x")))),
          entry("numpy.Slogdet", Operation.ofMany("x", LinearAlgebraOperations::signAndLogarithm)),
          entry("math.Logdet", Operation.of("x", LinearAlgebraOperations::logarithm)),
          entry(
              "linalg.Inv",
              Operation.of("x", call -> call.ops().add("MatrixInverse", call.floats("x")))),
          entry("linalg.Pinv", Operation.of("x", LinearAlgebraOperations::pseudoInverse)),
          entry("linalg.Eig", Operation.ofMany("x", LinearAlgebraOperations::eigen)),
          entry("linalg.Eigh", Operation.ofMany("x", LinearAlgebraOperations::symmetricEigen)),
          entry("linalg.LuFactor", Operation.ofMany("x", LinearAlgebraOperations::factors)),
          entry("linalg.Qr", Operation.ofMany("x", LinearAlgebraOperations::orthogonal)),
          entry("linalg.SVD", Operation.ofMany("x", LinearAlgebraOperations::singularValues)),
          entry("linalg.MatrixRank", Operation.of("x", LinearAlgebraOperations::rank)),
          entry("linalg.Solve", Operation.of("a b", LinearAlgebraOperations::solve)),
          entry(
              "linalg.SolveTriangular",
              Operation.of("a b", LinearAlgebraOperations::solveTriangular)),
          entry("linalg.Lstsq", Operation.of("a b", LinearAlgebraOperations::leastSquares)));

  private LinearAlgebraOperations() {}

  private static Operand<? extends TType> cholesky(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> lower = ops.add("Cholesky", call.floats("x"));
    return call.flag("upper", false) ? transposed(ops, lower) : lower;
  }

  static Operand<? extends TType> transposed(TensorOps ops, Operand<? extends TType> x) {
    int rank = TensorOps.rank(x);
    return ops.moveAxis(x, rank - 1, rank - 2);
  }

  private static Operand<? extends TType> product(
      TensorOps ops, Operand<?> x, Operand<?> y, boolean adjointX, boolean adjointY) {
    return ops.add(
        "BatchMatMulV2",
        List.of(x, y),
        builder -> builder.setAttr("adj_x", adjointX).setAttr("adj_y", adjointY));
  }

  /** Of the matrix whose factor is given. */
  private static Operand<? extends TType> inverseOfCholesky(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    boolean upper = call.flag("upper", false);
    Operand<? extends TType> inverse =
        ops.add(
            "MatrixTriangularSolve",
            List.of(x, identity(ops, x)),
            builder -> builder.setAttr("lower", !upper));
    return product(ops, inverse, inverse, !upper, upper);
  }

  /** As large as the last axis, for each matrix. */
  private static Operand<? extends TType> identity(TensorOps ops, Operand<? extends TType> x) {
    Operand<? extends TType> places =
        ops.range(ops.size(x, TensorOps.rank(x) - 1), DataType.DT_INT32);
    Operand<? extends TType> same = ops.add("Equal", ops.expand(places, 1), places);
    return ops.plus(ops.add("ZerosLike", x), ops.cast(same, TensorOps.typeOf(x)));
  }

  private static List<Operand<? extends TType>> signAndLogarithm(OperationCall call) {
    return call.ops().addMany("LogMatrixDeterminant", List.of(call.floats("x")), b -> b);
  }

  /** Of positive definite matrices. */
  private static Operand<? extends TType> logarithm(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> factor = ops.add("Cholesky", call.floats("x"));
    Operand<? extends TType> diagonal =
        ops.add("MatrixDiagPartV3", factor, call.tf().constant(0), ops.number(0, factor));
    Operand<? extends TType> sum =
        ops.reduce("Sum", ops.add("Log", diagonal), false, TensorOps.rank(diagonal) - 1);
    return ops.times(sum, 2);
  }

  /** Singular values, left and right vectors. */
  private static List<Operand<? extends TType>> svd(
      TensorOps ops, Operand<? extends TType> x, boolean full) {
    return ops.addMany(
        "Svd",
        List.of(x),
        builder -> builder.setAttr("compute_uv", true).setAttr("full_matrices", full));
  }

  private static Operand<? extends TType> values(TensorOps ops, Operand<? extends TType> x) {
    return ops.addMany("Svd", List.of(x), builder -> builder.setAttr("compute_uv", false)).get(0);
  }

  /** The values that norms of matrices are made of: {@code [..., min(rows, columns)]}. */
  static Operand<? extends TType> valuesOf(TensorOps ops, Operand<? extends TType> x) {
    return values(ops, x);
  }

  private static Operand<? extends TType> largest(TensorOps ops, Operand<? extends TType> values) {
    return ops.reduce("Max", values, true, TensorOps.rank(values) - 1);
  }

  private static double epsilon(Operand<?> x) {
    return TensorOps.typeOf(x) == DataType.DT_DOUBLE ? Math.ulp(1d) : Math.ulp(1f);
  }

  /** The rounding error of the longer side of matrices, some times. */
  private static Operand<? extends TType> error(
      TensorOps ops, Operand<? extends TType> x, double times) {
    int rank = TensorOps.rank(x);
    Operand<? extends TType> side =
        ops.add("Maximum", ops.size(x, rank - 2), ops.size(x, rank - 1));
    return ops.times(ops.cast(side, TensorOps.typeOf(x)), times * epsilon(x));
  }

  private static Operand<? extends TType> pseudoInverse(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    List<Operand<? extends TType>> svd = svd(ops, x, false);
    Operand<? extends TType> values = svd.get(0);
    Operand<? extends TType> relative =
        call.has("rcond") ? ops.number(call.number("rcond", 0), x) : error(ops, x, 10);
    Operand<? extends TType> least = ops.times(largest(ops, values), relative);
    Operand<? extends TType> safe =
        ops.choose(
            ops.add("Greater", values, least),
            values,
            ops.number(Double.POSITIVE_INFINITY, values));
    return product(ops, ops.over(svd.get(2), ops.expand(safe, -2)), svd.get(1), false, true);
  }

  private static Operand<? extends TType> rank(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    Operand<? extends TType> values = values(ops, x);
    Operand<? extends TType> least =
        call.has("tol")
            ? ops.number(call.number("tol", 0), values)
            : ops.times(largest(ops, values), error(ops, x, 1));
    Operand<? extends TType> counted = ops.integers(ops.add("Greater", values, least));
    return ops.reduce("Sum", counted, false, TensorOps.rank(values) - 1);
  }

  private static List<Operand<? extends TType>> eigen(OperationCall call) {
    Operand<? extends TType> x = call.floats("x");
    boolean wide =
        List.of(DataType.DT_DOUBLE, DataType.DT_COMPLEX128).contains(TensorOps.typeOf(x));
    DataType type = wide ? DataType.DT_COMPLEX128 : DataType.DT_COMPLEX64;
    return call.ops().addMany("Eig", List.of(x), builder -> builder.setAttr("Tout", type));
  }

  private static List<Operand<? extends TType>> symmetricEigen(OperationCall call) {
    return call.ops().addMany("SelfAdjointEigV2", List.of(call.floats("x")), b -> b);
  }

  /** Both factors in one matrix, and the order of the rows. */
  private static List<Operand<? extends TType>> factors(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    if (TensorOps.rank(x) != 2) {
      throw call.invalid("Keras factors one matrix, and is given " + x.shape());
    }
    List<Operand<? extends TType>> factors = ops.addMany("Lu", List.of(x), b -> b);
    return List.of(factors.get(0), ops.add("InvertPermutation", factors.get(1)));
  }

  private static List<Operand<? extends TType>> orthogonal(OperationCall call) {
    boolean full = call.word("mode", "reduced", "reduced", "complete").equals("complete");
    return call.ops()
        .addMany(
            "Qr", List.of(call.floats("x")), builder -> builder.setAttr("full_matrices", full));
  }

  private static List<Operand<? extends TType>> singularValues(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    if (!call.flag("compute_uv", true)) {
      return List.of(values(ops, x));
    }
    List<Operand<? extends TType>> svd = svd(ops, x, call.flag("full_matrices", true));
    return List.of(svd.get(1), svd.get(0), transposed(ops, svd.get(2)));
  }

  /** One right-hand side is a vector. */
  private static Operand<? extends TType> solved(
      OperationCall call, BinaryOperator<Operand<? extends TType>> solver) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("a", "b");
    Operand<? extends TType> a = ops.floating(both.get(0));
    Operand<? extends TType> b = ops.floating(both.get(1));
    int rank = TensorOps.rank(a);
    return TensorOps.rank(b) == rank - 1
        ? ops.squeeze(solver.apply(a, ops.expand(b, -1)), rank - 1)
        : solver.apply(a, b);
  }

  private static Operand<? extends TType> solve(OperationCall call) {
    return solved(call, (a, b) -> call.ops().add("MatrixSolve", a, b));
  }

  private static Operand<? extends TType> solveTriangular(OperationCall call) {
    boolean lower = call.flag("lower", false);
    return solved(
        call,
        (a, b) ->
            call.ops()
                .add(
                    "MatrixTriangularSolve",
                    List.of(a, b),
                    builder -> builder.setAttr("lower", lower)));
  }

  /** By singular values, of which the small ones count as zero. */
  private static Operand<? extends TType> leastSquares(OperationCall call) {
    TensorOps ops = call.ops();
    List<Operand<? extends TType>> both = call.widened("a", "b");
    Operand<? extends TType> a = ops.floating(both.get(0));
    Operand<? extends TType> given = ops.floating(both.get(1));
    boolean vector = TensorOps.rank(given) == 1;
    Operand<? extends TType> b = vector ? ops.expand(given, 1) : given;
    double rcond = call.number("rcond", 0);
    Operand<? extends TType> relative =
        call.has("rcond") ? ops.number(rcond < 0 ? epsilon(a) : rcond, a) : error(ops, a, 1);
    List<Operand<? extends TType>> svd = svd(ops, a, false);
    Operand<? extends TType> values = svd.get(0);
    Operand<? extends TType> least = ops.times(ops.at(values, 0, 0), relative);
    Operand<? extends TType> counts = ops.add("GreaterEqual", values, least);
    Operand<? extends TType> one = ops.number(1, values);
    Operand<? extends TType> inverse =
        ops.choose(counts, ops.over(one, ops.choose(counts, values, one)), ops.number(0, values));
    Operand<? extends TType> scaled =
        ops.times(ops.expand(inverse, 1), product(ops, svd.get(1), b, true, false));
    Operand<? extends TType> x = product(ops, svd.get(2), scaled, false, false);
    return vector ? ops.reshape(x, -1) : x;
  }
}
