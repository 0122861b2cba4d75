package io.dlpipelines.tensorflow.keras.network;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A layer: what its settings say, without weights. It is immutable; {@link #call} may run in many
 * graphs at once.
 */
public abstract class Layer {
  private final LayerConfig config;

  /**
   * Reads the settings. Subclasses read theirs in their constructors, so that a bad one is found at
   * once.
   *
   * @param config the settings
   */
  protected Layer(LayerConfig config) {
    this.config = requireNonNull(config, "config");
  }

  /**
   * The settings.
   *
   * @return the settings, defaults included once they were read
   */
  public final LayerConfig config() {
    return config;
  }

  /**
   * The layer's name.
   *
   * @return the name, unique within its network
   */
  public final String name() {
    return config.name();
  }

  /**
   * The layer, frozen or not.
   *
   * @param trainable whether training changes it
   * @return another layer with the same settings besides
   */
  public Layer withTrainable(boolean trainable) {
    return config.factory().create(config.withTrainable(trainable));
  }

  /**
   * What the layer's outputs add to the loss, over the size of the batch.
   *
   * @return the setting {@code activity_regularizer} if it is set
   * @throws IllegalArgumentException if it is none of Keras's
   */
  public Optional<Regularizer> activityRegularizer() {
    return config.findActivityRule().map(WeightRule::regularizer);
  }

  /**
   * Adds the layer's operations to a graph.
   *
   * @param call where it is applied, and to what
   * @return the outputs
   * @throws IllegalArgumentException if it cannot take these inputs
   */
  public abstract List<Value> call(LayerCall call);
}
