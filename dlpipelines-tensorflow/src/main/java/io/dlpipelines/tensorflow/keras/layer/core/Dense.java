package io.dlpipelines.tensorflow.keras.layer.core;

import io.dlpipelines.tensorflow.keras.network.Activation;
import io.dlpipelines.tensorflow.keras.network.Einsum;
import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code activation(x kernel + bias)} along the last axis. */
final class Dense extends Layer {
  private final int units;
  private final boolean useBias;
  private final Activation activation;
  private final Initializer kernelInitializer;
  private final Initializer biasInitializer;
  private final Optional<Quantization> quantization;

  Dense(LayerConfig config) {
    super(config);
    units = config.positive("units");
    activation = config.activation("activation");
    useBias = config.flag("use_bias", true);
    kernelInitializer = config.initializer("kernel_initializer", "GlorotUniform");
    biasInitializer = config.initializer("bias_initializer", "Zeros");
    quantization = Quantization.find(config, Optional.empty(), Quantization.Mode.values());
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TFloat32> x = call.floats();
    Operand<TFloat32> y =
        quantization.isPresent()
            ? quantized(call, quantization.get(), x)
            : product(tf, x, kernel(call));
    if (useBias) {
      Operand<TFloat32> bias = call.weight("bias", biasInitializer, units);
      y = tf.math.add(y, quantization.isPresent() ? quantization.get().bias(tf, bias) : bias);
    }
    return call.masked(activation.apply(tf, y));
  }

  private Operand<TFloat32> kernel(LayerCall call) {
    return call.weight("kernel", kernelInitializer, call.size(-1), units);
  }

  private static Operand<TFloat32> product(Ops tf, Operand<TFloat32> x, Operand<TFloat32> kernel) {
    return x.shape().numDimensions() == 2
        ? tf.linalg.matMul(x, kernel)
        : Einsum.of(tf, "...i,ij->...j", x, kernel);
  }

  private Operand<TFloat32> quantized(
      LayerCall call, Quantization quantization, Operand<TFloat32> x) {
    quantization.requireScoring(call, config());
    Ops tf = call.tf();
    long inputs = call.size(-1);
    Runnable bias = () -> askForBias(call);
    switch (quantization.mode()) {
      case FLOAT8 -> {
        Operand<TFloat32> kernel = kernel(call);
        bias.run();
        Float8 rounding = new Float8(call, config());
        return product(tf, rounding.inputs(x), rounding.kernel(kernel));
      }
      case INT8 -> {
        Operand<TFloat32> kernel = Quantization.state(call, "kernel", inputs, units);
        bias.run();
        Operand<TFloat32> scale = Quantization.state(call, "kernel_scale", units);
        return tf.math.div(product(tf, rounded(tf, quantization, x), kernel), scale);
      }
      default -> {
        Operand<TFloat32> kernel = quantization.matrix(call, inputs, units, bias);
        return product(tf, rounded(tf, quantization, x), kernel);
      }
    }
  }

  private static Operand<TFloat32> rounded(Ops tf, Quantization quantization, Operand<TFloat32> x) {
    return quantization.rounded(tf, x, x.shape().numDimensions() - 1);
  }

  private void askForBias(LayerCall call) {
    if (useBias) {
      call.weight("bias", biasInitializer, units);
    }
  }
}
