package io.dlpipelines.tensorflow.keras.layer.operation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Sums of products along axes of two tensors, as products of matrices. */
final class Contraction {
  private Contraction() {}

  /** The other axes of the first tensor, then those of the second one. */
  static Operand<? extends TType> of(
      TensorOps ops,
      Operand<? extends TType> x,
      Operand<? extends TType> y,
      int[] xAxes,
      int[] yAxes) {
    int[] xOthers = others(x, xAxes);
    int[] yOthers = others(y, yAxes);
    List<Operand<TInt32>> sizes = new ArrayList<>(sizes(ops, x, xOthers));
    sizes.addAll(sizes(ops, y, yOthers));
    List<Operand<TInt32>> summed = sizes(ops, x, xAxes);
    Operand<TInt32> width = ops.tf().constant(1);
    for (Operand<TInt32> size : summed) {
      width = ops.tf().math.mul(width, size);
    }
    Operand<TInt32> rest = ops.tf().constant(-1);
    Operand<? extends TType> left =
        ops.reshape(ops.transpose(x, joined(xOthers, xAxes)), List.of(rest, width));
    Operand<? extends TType> right =
        ops.reshape(ops.transpose(y, joined(yAxes, yOthers)), List.of(width, rest));
    return ops.reshape(ops.add("MatMul", left, right), sizes);
  }

  /** The product of matrices with others that are transposed. */
  static Operand<? extends TType> transposed(
      TensorOps ops, Operand<? extends TType> x, Operand<? extends TType> y) {
    return ops.add("BatchMatMulV2", List.of(x, y), builder -> builder.setAttr("adj_y", true));
  }

  private static int[] others(Operand<?> x, int[] axes) {
    return IntStream.range(0, TensorOps.rank(x))
        .filter(axis -> Arrays.stream(axes).noneMatch(each -> each == axis))
        .toArray();
  }

  private static int[] joined(int[] first, int[] second) {
    return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }

  private static List<Operand<TInt32>> sizes(
      TensorOps ops, Operand<? extends TType> x, int[] axes) {
    List<Operand<TInt32>> all = ops.sizes(x);
    return Arrays.stream(axes).mapToObj(all::get).toList();
  }
}
