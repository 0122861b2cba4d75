package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Diagonals of matrices, and what lies on one side of them. */
final class DiagonalOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.Diag", Operation.of("x", DiagonalOperations::diagonalOrMatrix)),
          entry("numpy.Diagflat", Operation.of("x", DiagonalOperations::matrixOfAll)),
          entry("numpy.Diagonal", Operation.of("x", call -> diagonal(call, call.tensor("x")))),
          entry("numpy.Trace", Operation.of("x", DiagonalOperations::trace)),
          entry("numpy.Tril", Operation.of("x", call -> triangle(call, "GreaterEqual"))),
          entry("numpy.Triu", Operation.of("x", call -> triangle(call, "LessEqual"))));

  private DiagonalOperations() {}

  private static Operand<? extends TType> diagonalOrMatrix(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    return switch (TensorOps.rank(x)) {
      case 1 -> matrix(call, x);
      case 2 -> diagonal(call.ops(), x, call.integer("k", 0));
      default -> throw call.invalid("it takes one or two axes, and is given " + x.shape());
    };
  }

  private static Operand<? extends TType> matrixOfAll(OperationCall call) {
    return matrix(call, call.ops().reshape(call.tensor("x"), -1));
  }

  private static Operand<? extends TType> matrix(OperationCall call, Operand<? extends TType> x) {
    Operand<? extends TType> unknown = call.tf().constant(-1);
    return call.ops()
        .add(
            "MatrixDiagV3",
            x,
            call.tf().constant(call.integer("k", 0)),
            unknown,
            unknown,
            call.ops().number(0, x));
  }

  private static Operand<? extends TType> diagonal(OperationCall call, Operand<? extends TType> x) {
    Operand<? extends TType> matrices = matrices(call, x);
    return diagonal(call.ops(), matrices, call.integer("offset", 0));
  }

  /** The two axes as the last ones. */
  private static Operand<? extends TType> matrices(OperationCall call, Operand<? extends TType> x) {
    int rank = TensorOps.rank(x);
    int rows = call.axis(call.integer("axis1", 0), x);
    int columns = call.axis(call.integer("axis2", 1), x);
    if (rows == columns) {
      throw call.invalid("[axis1] and [axis2] are the same");
    }
    int[] order =
        IntStream.concat(
                IntStream.range(0, rank).filter(axis -> axis != rows && axis != columns),
                IntStream.of(rows, columns))
            .toArray();
    return call.ops().transpose(x, order);
  }

  /** Beyond the matrix there is a diagonal of no numbers. */
  private static Operand<? extends TType> diagonal(
      TensorOps ops, Operand<? extends TType> x, int offset) {
    int rows = TensorOps.rank(x) - 2;
    long limit = x.shape().get(offset < 0 ? rows : rows + 1);
    if (limit >= 0 && Math.abs(offset) >= limit && offset != 0) {
      return ops.slice(ops.at(x, rows, 0), rows, 0, 0, 1);
    }
    return ops.add("MatrixDiagPartV3", x, ops.tf().constant(offset), ops.number(0, x));
  }

  private static Operand<? extends TType> trace(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> given = call.tensor("x");
    Operand<? extends TType> x = ops.cast(given, ElementTypes.ofSums(TensorOps.typeOf(given)));
    Operand<? extends TType> diagonal = diagonal(call, x);
    return ops.reduce("Sum", diagonal, false, TensorOps.rank(diagonal) - 1);
  }

  /** Zero where the place of the row does not compare so with that of the column less [k]. */
  private static Operand<? extends TType> triangle(OperationCall call, String comparison) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    int rank = TensorOps.rank(x);
    if (rank < 2) {
      throw call.invalid("it takes at least two axes, and is given " + x.shape());
    }
    List<Operand<TInt32>> sizes = ops.sizes(x);
    Operand<? extends TType> row = ops.expand(ops.range(sizes.get(rank - 2), DataType.DT_INT32), 1);
    Operand<? extends TType> column =
        ops.minus(ops.range(sizes.get(rank - 1), DataType.DT_INT32), call.integer("k", 0));
    return ops.choose(ops.add(comparison, row, column), x, ops.number(0, x));
  }
}
