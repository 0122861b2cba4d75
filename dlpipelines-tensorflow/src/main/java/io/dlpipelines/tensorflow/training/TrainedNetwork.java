package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.training.TrainingHistory;
import java.io.Serializable;
import java.util.Map;

/**
 * What a training gives.
 *
 * @param weights by key
 * @param history epoch by epoch
 */
public record TrainedNetwork(Map<String, WeightValue> weights, TrainingHistory history)
    implements Serializable {}
