package io.dlpipelines.tensorflow.keras.layer.operation;

import io.dlpipelines.tensorflow.keras.layer.convolution.KernelConvolution;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Convolutions with kernels that are tensors. */
final class ConvolutionOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.of(
          "nn.Conv",
          ofKernel(KernelConvolution::conv),
          "nn.DepthwiseConv",
          ofKernel(KernelConvolution::depthwise),
          "nn.ConvTranspose",
          ofKernel(KernelConvolution::transposed),
          "nn.SeparableConv",
          Operation.of(
              "inputs depthwise_kernel pointwise_kernel", ConvolutionOperations::separable));

  private ConvolutionOperations() {}

  /** What one kernel does to images. */
  @FunctionalInterface
  private interface Kind {
    Operand<TFloat32> apply(
        KernelConvolution convolution, Operand<TFloat32> x, Operand<TFloat32> kernel);
  }

  private static Function<LayerConfig, Layer> ofKernel(Kind kind) {
    return Operation.of(
        "inputs kernel",
        call ->
            typed(
                call,
                kind.apply(
                    new KernelConvolution(call.config(), call.tf()),
                    floats(call, "inputs"),
                    floats(call, "kernel"))));
  }

  private static Operand<? extends TType> separable(OperationCall call) {
    return typed(
        call,
        new KernelConvolution(call.config(), call.tf())
            .separable(
                floats(call, "inputs"),
                floats(call, "depthwise_kernel"),
                floats(call, "pointwise_kernel")));
  }

  private static Operand<TFloat32> floats(OperationCall call, String name) {
    return call.ops().floats(call.tensor(name));
  }

  private static Operand<? extends TType> typed(OperationCall call, Operand<TFloat32> y) {
    return call.ops().cast(y, TensorOps.typeOf(call.tensor("inputs")));
  }
}
