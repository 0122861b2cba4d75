package io.dlpipelines.tensorflow.keras.network;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A model that is a layer of another one. */
public final class NestedNetwork extends Layer {
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
  public List<Value> call(LayerCall call) {
    return network.call(call.trace(), call.tf(), call.owner(), call.inputs(), call.mode());
  }
}
