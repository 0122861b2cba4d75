package io.dlpipelines.tensorflow.keras.layer.recurrent;

import io.dlpipelines.tensorflow.keras.network.LayerCall;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Factors that are zero with a probability, one draw for all times of a sequence. */
final class DropoutMask {
  private DropoutMask() {}

  /** As many masks as asked for; none where nothing is dropped. */
  static List<Operand<TFloat32>> draw(
      LayerCall call, double rate, int count, Operand<TInt32> sizes) {
    List<Operand<TFloat32>> masks = new ArrayList<>();
    if (call.training() && rate > 0 && rate < 1) {
      for (int index = 0; index < count; index++) {
        masks.add(draw(call, (float) rate, sizes));
      }
    }
    return masks;
  }

  private static Operand<TFloat32> draw(LayerCall call, float rate, Operand<TInt32> sizes) {
    Ops tf = call.tf();
    return tf.math.mul(
        tf.dtypes.cast(
            tf.math.greaterEqual(call.uniform(sizes), tf.constant(rate)), TFloat32.class),
        tf.constant(1 / (1 - rate)));
  }
}
