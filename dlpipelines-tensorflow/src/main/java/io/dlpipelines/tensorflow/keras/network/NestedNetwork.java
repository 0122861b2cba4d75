package io.dlpipelines.tensorflow.keras.network;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;

/** A model that is a layer of another one. */
public final class NestedNetwork extends Layer {
  private static final String INPUTS = "inputs";

  private final Network network;

  /**
   * Wraps a model.
   *
   * @param config its class, {@code Sequential} or {@code Functional}, and its name
   * @param network the model
   */
  public NestedNetwork(LayerConfig config, Network network) {
    super(config);
    this.network = requireNonNull(network, "network");
  }

  /**
   * The model.
   *
   * @return the model
   */
  public Network network() {
    return network;
  }

  @Override
  public NestedNetwork withTrainable(boolean trainable) {
    return new NestedNetwork(config().withTrainable(trainable), network);
  }

  /**
   * Another model in the place of this one.
   *
   * @param other the model
   * @return another layer with the same settings
   */
  public NestedNetwork with(Network other) {
    return new NestedNetwork(config(), other);
  }

  @Override
  public List<String> parameters() {
    return List.of(INPUTS, LayerCall.MASK);
  }

  @Override
  public List<Value> call(LayerCall call) {
    return network.call(call.trace(), call.tf(), call.owner(), inputs(call), call.mode());
  }

  /** The inputs, with the masks that are given for them. */
  private List<Value> inputs(LayerCall call) {
    List<String> names = network.inputs().stream().map(TensorReference::layer).toList();
    List<Value> inputs =
        call.findAll(INPUTS, names)
            .map(named -> named.stream().flatMap(Optional::stream).toList())
            .orElseGet(call::inputs);
    List<Optional<Value>> masks =
        call.findAll(LayerCall.MASK, names).orElseGet(() -> call.findAll(LayerCall.MASK));
    List<Value> masked = new ArrayList<>();
    for (int index = 0; index < inputs.size(); index++) {
      Value input = inputs.get(index);
      Optional<Operand<TBool>> mask =
          index < masks.size() ? masks.get(index).map(call::mask) : Optional.empty();
      masked.add(mask.isPresent() ? new Value(input.tensor(), mask) : input);
    }
    return masked;
  }
}
