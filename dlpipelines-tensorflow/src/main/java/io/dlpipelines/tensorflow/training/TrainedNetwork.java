package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.training.TrainingHistory;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a training gives.
 *
 * @param variables of the network or graph, by name
 * @param history epoch by epoch
 */
public record TrainedNetwork(Map<String, VariableValue> variables, TrainingHistory history)
    implements Serializable {

  /**
   * The variables of a Keras model.
   *
   * @return by key
   */
  public Map<String, WeightValue> weights() {
    Map<String, WeightValue> weights = new LinkedHashMap<>();
    variables.forEach(
        (name, value) -> weights.put(name, new WeightValue(value.shape(), value.bytes())));
    return weights;
  }
}
