package io.dlpipelines.tensorflow.precision;

import java.util.Set;

/**
 * Which operations are computed in lower precision. What is in neither set, such as exponentials,
 * logarithms and sums over many elements, is computed in float32.
 */
final class OperationKinds {
  /** What takes the time, and adds its products up in float32. */
  private static final Set<String> GAINING =
      Set.of(
          "MatMul",
          "BatchMatMul",
          "BatchMatMulV2",
          "Einsum",
          "Conv2D",
          "Conv2DBackpropFilter",
          "Conv2DBackpropInput",
          "Conv3D",
          "Conv3DBackpropFilterV2",
          "Conv3DBackpropInputV2",
          "DepthwiseConv2dNative",
          "DepthwiseConv2dNativeBackpropFilter",
          "DepthwiseConv2dNativeBackpropInput");

  /** What loses little, and would only cost two casts between two of the others. */
  private static final Set<String> FOLLOWING =
      Set.of(
          "Add",
          "AddV2",
          "AvgPool",
          "AvgPoolGrad",
          "BatchToSpaceND",
          "BiasAdd",
          "ConcatV2",
          "DepthToSpace",
          "Elu",
          "EluGrad",
          "ExpandDims",
          "FusedBatchNormGradV3",
          "FusedBatchNormV3",
          "Identity",
          "LeakyRelu",
          "LeakyReluGrad",
          "MaxPool",
          "MaxPoolGrad",
          "MaxPoolGradV2",
          "MaxPoolV2",
          "Maximum",
          "Minimum",
          "MirrorPad",
          "Mul",
          "Neg",
          "Pack",
          "Pad",
          "PadV2",
          "Relu",
          "Relu6",
          "Relu6Grad",
          "ReluGrad",
          "Reshape",
          "ReverseV2",
          "SelectV2",
          "Selu",
          "SeluGrad",
          "Sigmoid",
          "SigmoidGrad",
          "Slice",
          "SpaceToBatchND",
          "SpaceToDepth",
          "Split",
          "SplitV",
          "Squeeze",
          "StopGradient",
          "StridedSlice",
          "Sub",
          "Tanh",
          "TanhGrad",
          "Tile",
          "Transpose",
          "Unpack");

  private OperationKinds() {}

  /** Whether an operation is faster in lower precision, and hardly less exact. */
  static boolean gains(String operation) {
    return GAINING.contains(operation);
  }

  /** Whether an operation stays in lower precision where what is before and behind it does. */
  static boolean follows(String operation) {
    return FOLLOWING.contains(operation);
  }
}
