package io.dlpipelines.tensorflow.keras.layer.operation;

import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/** An operation of keras.ops in the place of a layer, without weights and without masks. */
final class Operation extends Layer {
  private final List<String> parameters;
  private final Function<OperationCall, List<? extends Operand<? extends TType>>> function;

  private Operation(
      LayerConfig config,
      List<String> parameters,
      Function<OperationCall, List<? extends Operand<? extends TType>>> function) {
    super(config);
    this.parameters = parameters;
    this.function = function;
  }

  /** An operation of one output; its parameters are separated by blanks. */
  static Function<LayerConfig, Layer> of(
      String parameters, Function<OperationCall, Operand<? extends TType>> function) {
    return ofMany(parameters, call -> List.of(function.apply(call)));
  }

  /** An operation of several outputs. */
  static Function<LayerConfig, Layer> ofMany(
      String parameters,
      Function<OperationCall, List<? extends Operand<? extends TType>>> function) {
    List<String> names = List.of(parameters.split(" "));
    return config -> new Operation(config, names, function);
  }

  @Override
  public ArgumentPattern pattern(int tensors) {
    return ArgumentPattern.ofInputs(tensors);
  }

  @Override
  public List<Value> call(LayerCall call) {
    return function.apply(new OperationCall(call, config(), parameters)).stream()
        .map(Value::of)
        .toList();
  }
}
