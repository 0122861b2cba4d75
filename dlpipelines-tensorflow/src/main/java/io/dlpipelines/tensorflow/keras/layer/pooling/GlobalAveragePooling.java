package io.dlpipelines.tensorflow.keras.layer.pooling;

import io.dlpipelines.tensorflow.keras.network.DataFormat;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The mean of each channel, along time of the steps that a mask lets through. */
final class GlobalAveragePooling extends GlobalPooling {

  GlobalAveragePooling(LayerConfig config, int rank) {
    super(config, rank);
  }

  @Override
  public List<String> parameters() {
    return rank() > 1 ? super.parameters() : List.of("inputs", "mask");
  }

  @Override
  Operand<TFloat32> reduce(
      LayerCall call, Operand<TFloat32> x, Operand<TInt32> axes, boolean keepDims) {
    Ops tf = call.tf();
    Optional<Operand<TBool>> mask = rank() > 1 ? Optional.empty() : call.mask();
    if (mask.isEmpty()) {
      return tf.math.mean(x, axes, Mean.keepDims(keepDims));
    }
    int channelAxis = format() == DataFormat.CHANNELS_FIRST ? 1 : 2;
    Operand<TBool> steps = tf.expandDims(mask.get(), tf.constant(channelAxis));
    Operand<TFloat32> counted = tf.dtypes.cast(steps, TFloat32.class);
    return tf.math.div(
        tf.reduceSum(tf.select(steps, x, tf.constant(0f)), axes, ReduceSum.keepDims(keepDims)),
        tf.reduceSum(counted, axes, ReduceSum.keepDims(keepDims)));
  }
}
