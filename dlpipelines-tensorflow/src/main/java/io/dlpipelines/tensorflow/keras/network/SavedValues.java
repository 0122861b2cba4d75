package io.dlpipelines.tensorflow.keras.network;

import java.util.Map;

/**
 * A layer with values that Keras's archives hold beside the weights, although they are settings
 * here, such as inverse document frequencies.
 */
@FunctionalInterface
public interface SavedValues {

  /**
   * The values.
   *
   * @return arrays by their paths below the layer's group, such as {@code vars/idf_weights}
   */
  Map<String, WeightValue> savedValues();
}
