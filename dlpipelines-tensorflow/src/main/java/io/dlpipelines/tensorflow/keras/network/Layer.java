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
   * The names of the arguments that the layer takes, in the order of positions. {@code training} is
   * none of them: every layer takes it, and nothing depends on it.
   *
   * @return Keras's names, that of the inputs first
   */
  public List<String> parameters() {
    return List.of("inputs");
  }

  /**
   * How tensors are given that are inputs without names: as in programs and in files of Keras 2.
   *
   * @param tensors how many
   * @return one tensor or a list of several for the first argument, unless the layer takes more
   */
  public ArgumentPattern pattern(int tensors) {
    return ArgumentPattern.ofInput(tensors);
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
