package io.dlpipelines.tensorflow.keras.layer.recurrent;

import io.dlpipelines.tensorflow.keras.network.CallArguments;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TType;

/** Applies a layer to each time by itself. */
final class TimeDistributed extends Layer {
  private final Layer layer;

  TimeDistributed(LayerConfig config) {
    super(config);
    layer = config.layer("layer");
    if (layer.config().toJson().path("dtype").asText().contains("_from_")) {
      throw config.invalid(
          "the layer [%s] in it is quantized, and Keras applies it here without the scales of its weights; save the model without quantization"
              .formatted(layer.name()));
    }
  }

  @Override
  public List<String> parameters() {
    return List.of("inputs", "training", "mask");
  }

  /** The mask of each time, if the layer takes one. */
  private Optional<Operand<TBool>> rowMask(LayerCall call) {
    Optional<Operand<TBool>> mask = call.mask();
    if (mask.isPresent() && mask.get().shape().numDimensions() < 2) {
      throw config()
          .invalid("its mask must be [batch, time, ...], and is %s".formatted(mask.get().shape()));
    }
    return layer.parameters().contains("mask")
        ? mask.map(each -> TimeAxis.fold(call.tf(), each))
        : Optional.empty();
  }

  @Override
  public List<Value> call(LayerCall call) {
    Ops tf = call.tf();
    Operand<? extends TType> x = call.input().tensor();
    if (x.shape().numDimensions() < 3) {
      throw config().invalid("it takes [batch, time, ...], and is given %s".formatted(x.shape()));
    }
    List<Value> outputs = new ArrayList<>();
    CallArguments rows =
        CallArguments.of(List.of(Value.of(TimeAxis.fold(tf, x)))).withMask(rowMask(call));
    // As in Keras, what the layer's own outputs would cost is not counted here.
    for (Value given : call.part("layer", layer, rows).unpenalizedOutputs()) {
      outputs.addAll(call.masked(TimeAxis.unfold(tf, given.tensor(), x)));
    }
    return outputs;
  }
}
