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
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TFloat32> x = call.floats();
    EinsumEquation.Sizes sizes = equation.sizes(config(), x.shape(), outputSizes);
    Operand<TFloat32> y =
        Einsum.of(
            tf, text.replace(" ", ""), x, call.weight("kernel", kernelInitializer, sizes.kernel()));
    if (biasAxes.isPresent()) {
      long[] shape = equation.biasSizes(config(), biasAxes.get(), sizes);
      y = tf.math.add(y, call.weight("bias", biasInitializer, shape));
    }
    return call.unmasked(activation.apply(tf, y));
  }
}
