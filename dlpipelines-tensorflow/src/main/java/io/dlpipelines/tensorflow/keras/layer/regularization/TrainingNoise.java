package io.dlpipelines.tensorflow.keras.layer.regularization;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Disturbs its input at random in training, and gives it as it is in scoring. */
abstract class TrainingNoise extends Layer {

  TrainingNoise(LayerConfig config) {
    super(config);
    config.find("seed");
  }

  static double rate(LayerConfig config, String key) {
    double rate = config.number(key, -1);
    if (!(rate >= 0 && rate <= 1)) {
      throw config.invalid("[%s] is %s; it must be from 0 to 1".formatted(key, rate));
    }
    return rate;
  }

  /** Whether it does nothing in training, either. */
  abstract boolean silent();

  abstract Operand<TFloat32> disturbed(LayerCall call, Operand<TFloat32> x);

  @Override
  public final List<Value> call(LayerCall call) {
    return call.masked(
        call.training() && !silent() ? disturbed(call, call.floats()) : call.input().tensor());
  }

  /** The sizes of the input, less those that are stated. */
  static List<Operand<TInt32>> noiseSizes(LayerCall call, Optional<JsonNode> stated) {
    List<Operand<TInt32>> sizes = call.input().sizes(call.tf());
    for (int axis = 0; axis < stated.map(JsonNode::size).orElse(0); axis++) {
      JsonNode size = stated.get().get(axis);
      if (!size.isNull()) {
        sizes.set(axis, call.tf().constant(size.asInt()));
      }
    }
    return sizes;
  }

  /** Zeros with the probability of a rate, else ones. */
  static Operand<TFloat32> kept(LayerCall call, Operand<TInt32> shape, double rate) {
    Ops tf = call.tf();
    return tf.dtypes.cast(
        tf.math.greaterEqual(call.uniform(shape), tf.constant((float) rate)), TFloat32.class);
  }

  static Operand<TFloat32> normal(LayerCall call, double deviation) {
    Ops tf = call.tf();
    return tf.math.mul(
        call.normal(tf.shape(call.input().tensor())), tf.constant((float) deviation));
  }
}
