package io.dlpipelines.tensorflow.training;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;

/** The operations of a graph that multiply what is fed with weights. */
final class WeightProducts {
  private static final Set<String> PRODUCTS =
      Set.of("MatMul", "BatchMatMulV2", "Einsum", "Conv2D", "Conv3D", "DepthwiseConv2dNative");
  private static final Set<String> SAME_SIZE =
      Set.of(
          "Identity",
          "Cast",
          "Reshape",
          "Transpose",
          "ExpandDims",
          "Squeeze",
          "ConcatV2",
          "StridedSlice",
          "Slice",
          "Pad",
          "PadV2",
          "Pack",
          "MaxPool",
          "AvgPool");

  private WeightProducts() {}

  /** Whether an input is multiplied as it is: not scaled, normalized or looked up before. */
  static boolean take(Operand<?> input) {
    Queue<GraphOperation> next = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    next.add((GraphOperation) input.op());
    while (!next.isEmpty()) {
      for (GraphOperation consumer : next.remove().consumers()) {
        if (PRODUCTS.contains(consumer.type())) {
          return true;
        }
        if (SAME_SIZE.contains(consumer.type()) && seen.add(consumer.name())) {
          next.add(consumer);
        }
      }
    }
    return false;
  }
}
