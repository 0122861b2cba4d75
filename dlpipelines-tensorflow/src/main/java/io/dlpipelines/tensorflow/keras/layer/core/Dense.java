package io.dlpipelines.tensorflow.keras.layer.core;

import io.dlpipelines.tensorflow.keras.network.Activation;
import io.dlpipelines.tensorflow.keras.network.Einsum;
import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
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

  Dense(LayerConfig config) {
    super(config);
    units = config.positive("units");
    activation = config.activation("activation");
    useBias = config.flag("use_bias", true);
    kernelInitializer = config.initializer("kernel_initializer", "GlorotUniform");
    biasInitializer = config.initializer("bias_initializer", "Zeros");
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TFloat32> x = call.floats();
    Operand<TFloat32> kernel = call.weight("kernel", kernelInitializer, call.size(-1), units);
    Operand<TFloat32> y =
        x.shape().numDimensions() == 2
            ? tf.linalg.matMul(x, kernel)
            : Einsum.of(tf, "...i,ij->...j", x, kernel);
    if (useBias) {
      y = tf.math.add(y, call.weight("bias", biasInitializer, units));
    }
    return call.masked(activation.apply(tf, y));
  }
}
