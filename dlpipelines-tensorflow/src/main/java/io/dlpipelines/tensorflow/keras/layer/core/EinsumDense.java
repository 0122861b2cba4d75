package io.dlpipelines.tensorflow.keras.layer.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Activation;
import io.dlpipelines.tensorflow.keras.network.Einsum;
import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code activation(einsum(x, kernel) + bias)}. */
final class EinsumDense extends Layer {
  private final String text;
  private final EinsumEquation equation;
  private final List<Long> outputSizes = new ArrayList<>();
  private final Optional<String> biasAxes;
  private final Activation activation;
  private final Initializer kernelInitializer;
  private final Initializer biasInitializer;
  private final Optional<Quantization> quantization;

  EinsumDense(LayerConfig config) {
    super(config);
    text =
        config
            .find("equation")
            .map(JsonNode::asText)
            .orElseThrow(() -> config.invalid("[equation] is missing"));
    equation = EinsumEquation.of(config, text);
    JsonNode wanted =
        config.find("output_shape").orElseThrow(() -> config.invalid("[output_shape] is missing"));
    if (wanted.isArray()) {
      wanted.forEach(size -> outputSizes.add(size.isNull() ? -1L : size.asLong()));
    } else {
      outputSizes.add(wanted.asLong());
    }
    activation = config.activation("activation");
    biasAxes = config.find("bias_axes").map(JsonNode::asText);
    kernelInitializer = config.initializer("kernel_initializer", "GlorotUniform");
    biasInitializer = config.initializer("bias_initializer", "Zeros");
    quantization = Quantization.find(config, Optional.empty(), Quantization.Mode.values());
    config.find("gptq_unpacked_column_size");
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TFloat32> x = call.floats();
    EinsumEquation.Sizes sizes = equation.sizes(config(), x.shape(), outputSizes);
    Operand<TFloat32> y =
        quantization.isPresent()
            ? quantized(call, quantization.get(), x, sizes)
            : product(tf, x, kernel(call, sizes));
    if (biasAxes.isPresent()) {
      long[] shape = equation.biasSizes(config(), biasAxes.get(), sizes);
      Operand<TFloat32> bias = call.weight("bias", biasInitializer, shape);
      y = tf.math.add(y, quantization.isPresent() ? quantization.get().bias(tf, bias) : bias);
    }
    return call.unmasked(activation.apply(tf, y));
  }

  private Operand<TFloat32> kernel(LayerCall call, EinsumEquation.Sizes sizes) {
    return call.weight("kernel", kernelInitializer, sizes.kernel());
  }

  private Operand<TFloat32> product(Ops tf, Operand<TFloat32> x, Operand<TFloat32> kernel) {
    return Einsum.of(tf, text.replace(" ", ""), x, kernel);
  }

  private Operand<TFloat32> quantized(
      LayerCall call, Quantization quantization, Operand<TFloat32> x, EinsumEquation.Sizes sizes) {
    quantization.requireScoring(call, config());
    Ops tf = call.tf();
    Runnable bias =
        () ->
            biasAxes.ifPresent(
                axes ->
                    call.weight(
                        "bias", biasInitializer, equation.biasSizes(config(), axes, sizes)));
    switch (quantization.mode()) {
      case FLOAT8 -> {
        Operand<TFloat32> kernel = kernel(call, sizes);
        bias.run();
        Float8 rounding = new Float8(call, config());
        return product(tf, rounding.inputs(x), rounding.kernel(kernel));
      }
      case INT8 -> {
        Operand<TFloat32> kernel = Quantization.state(call, "kernel", sizes.kernel());
        bias.run();
        Operand<TFloat32> scale =
            Quantization.state(call, "kernel_scale", equation.scaleSizes(sizes));
        return tf.math.div(product(tf, rounded(tf, quantization, x), kernel), scale);
      }
      case INT4 -> {
        long rows = equation.reducedSize(sizes);
        return product(
            tf,
            rounded(tf, quantization, x),
            matrix(call, quantization, rows, sizes.kernel(), bias));
      }
      default -> {
        long rows = calibratedRows(sizes.kernel());
        return product(tf, x, matrix(call, quantization, rows, sizes.kernel(), bias));
      }
    }
  }

  private Operand<TFloat32> rounded(Ops tf, Quantization quantization, Operand<TFloat32> x) {
    return quantization.rounded(tf, x, equation.reducedInputAxes(x.shape().numDimensions()));
  }

  private static Operand<TFloat32> matrix(
      LayerCall call, Quantization quantization, long rows, long[] kernel, Runnable bias) {
    long columns = Arrays.stream(kernel).reduce(1, Math::multiplyExact) / rows;
    return call.tf()
        .reshape(quantization.matrix(call, rows, columns, bias), call.tf().array(kernel));
  }

  /** Keras takes the largest axis for that of the model's features. */
  private long calibratedRows(long[] kernel) {
    if (kernel.length != 2 && kernel.length != 3) {
      throw config()
          .invalid("a calibrated kernel has 2 or 3 axes, and this one %d".formatted(kernel.length));
    }
    long largest = Arrays.stream(kernel).max().orElseThrow();
    return kernel.length == 2 || kernel[0] == largest ? kernel[0] : kernel[0] * kernel[1];
  }
}
