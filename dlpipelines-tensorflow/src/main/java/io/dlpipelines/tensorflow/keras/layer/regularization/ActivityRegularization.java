package io.dlpipelines.tensorflow.keras.layer.regularization;

import io.dlpipelines.tensorflow.keras.network.L1L2;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Regularizer;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.Optional;

/** What it is given, which adds to the loss. */
final class ActivityRegularization extends Layer {
  private final L1L2 regularizer;

  ActivityRegularization(LayerConfig config) {
    super(config);
    regularizer = new L1L2(config.number("l1", 0), config.number("l2", 0));
    if (!(regularizer.l1() >= 0 && regularizer.l2() >= 0)) {
      throw config.invalid(
          "[l1] is %s and [l2] is %s; they must be at least 0"
              .formatted(regularizer.l1(), regularizer.l2()));
    }
  }

  @Override
  public Optional<Regularizer> activityRegularizer() {
    return Optional.of(regularizer);
  }

  @Override
  public List<Value> call(LayerCall call) {
    return call.masked(call.input().tensor());
  }
}
