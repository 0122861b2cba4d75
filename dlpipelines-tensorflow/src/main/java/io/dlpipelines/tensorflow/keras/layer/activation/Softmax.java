package io.dlpipelines.tensorflow.keras.layer.activation;

import io.dlpipelines.tensorflow.keras.network.Activation;
import io.dlpipelines.tensorflow.keras.network.Activations;
import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** Exponentials that sum to one along axes, over what a mask leaves. */
final class Softmax extends Layer {
  private static final float MASKED = -1e9f;

  private final Activation softmax;

  Softmax(LayerConfig config) {
    super(config);
    softmax = Activations.find(config).orElseThrow();
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<TFloat32> x = call.floats();
    Optional<Operand<TBool>> mask = mask(call, x);
    if (mask.isEmpty()) {
      return call.masked(softmax.apply(tf, x));
    }
    Operand<TFloat32> kept = tf.select(mask.get(), x, tf.constant(MASKED));
    return call.masked(tf.select(mask.get(), softmax.apply(tf, kept), tf.constant(0f)));
  }

  @Override
  public List<String> parameters() {
    return List.of("inputs", "mask");
  }

  @Override
  public ArgumentPattern pattern(int tensors) {
    return ArgumentPattern.ofInputs(tensors);
  }

  /** Of numbers, those greater than a half count. */
  private Optional<Operand<TBool>> mask(LayerCall call, Operand<TFloat32> x) {
    Optional<Value> given = call.find("mask");
    Optional<Operand<TBool>> mask =
        given.isEmpty() ? call.mask() : given.map(value -> counts(call, value));
    mask.ifPresent(each -> requireBroadcast(each.shape(), x.shape()));
    return mask;
  }

  private static Operand<TBool> counts(LayerCall call, Value value) {
    return value.tensor().type() == TBool.class
        ? call.mask(value)
        : call.tf().math.greater(call.floats(value), call.tf().constant(0.5f));
  }

  private void requireBroadcast(Shape mask, Shape x) {
    boolean fits = mask.numDimensions() <= x.numDimensions();
    for (int axis = 1; fits && axis <= mask.numDimensions(); axis++) {
      long size = mask.get(mask.numDimensions() - axis);
      long wanted = x.get(x.numDimensions() - axis);
      fits =
          size == 1
              || wanted < 0
              || size == wanted
              || size < 0 && mask.numDimensions() == x.numDimensions();
    }
    if (!fits) {
      throw config()
          .invalid("its mask of shape %s does not fit its input of shape %s".formatted(mask, x));
    }
  }
}
