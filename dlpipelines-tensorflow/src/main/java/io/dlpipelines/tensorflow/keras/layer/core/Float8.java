package io.dlpipelines.tensorflow.keras.layer.core;

import io.dlpipelines.tensorflow.keras.network.Initializer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;

/**
 * Inputs and kernels of a layer rounded to 8 bits, of which 4 are the exponent and 3 the mantissa
 * (E4M3FN), with scales that training found.
 */
final class Float8 {
  private static final float MAX = 448;
  private static final String HISTORY = "amax_history_length";
  private static final String CAST = "Cast";

  private final LayerCall call;
  private final Operand<TFloat32> inputsScale;
  private final Operand<TFloat32> kernelScale;

  /** Asks for the weights in the order of Keras's files, behind the kernel and the bias. */
  Float8(LayerCall call, LayerConfig config) {
    this.call = call;
    long historyLength = config.integer(HISTORY, 1024);
    inputsScale = scale("inputs", historyLength);
    kernelScale = scale("kernel", historyLength);
    scale("outputs_grad", historyLength);
  }

  private Operand<TFloat32> scale(String of, long historyLength) {
    Operand<TFloat32> scale = call.state(of + "_scale", Initializer.ONES);
    call.state(of + "_amax_history", Initializer.ZEROS, historyLength);
    return scale;
  }

  Operand<TFloat32> inputs(Operand<TFloat32> x) {
    return rounded(x, inputsScale);
  }

  Operand<TFloat32> kernel(Operand<TFloat32> kernel) {
    return rounded(kernel, kernelScale);
  }

  /** Keras rounds the bias to bfloat16. */
  static Operand<TFloat32> bias(Ops tf, Operand<TFloat32> bias) {
    return tf.dtypes.cast(tf.dtypes.cast(bias, TBfloat16.class), TFloat32.class);
  }

  private Operand<TFloat32> rounded(Operand<TFloat32> x, Operand<TFloat32> scale) {
    Ops tf = call.tf();
    Operand<TFloat32> scaled =
        tf.clipByValue(tf.math.div(x, scale), tf.constant(-MAX), tf.constant(MAX));
    Operation narrow =
        tf.scope()
            .opBuilder(CAST, CAST)
            .addInput(scaled.asOutput())
            .setAttr("DstT", DataType.DT_FLOAT8_E4M3FN)
            .build();
    Operation wide =
        tf.scope()
            .opBuilder(CAST, CAST)
            .addInput(narrow.output(0))
            .setAttr("DstT", DataType.DT_FLOAT)
            .build();
    return tf.math.mul(wide.<TFloat32>output(0), scale);
  }
}
