package io.dlpipelines.tensorflow.training;

import java.util.List;
import java.util.Map;

/**
 * What a network is trained for, and how.
 *
 * @param losses one for each output of the network
 * @param metrics for each output any number
 * @param optimizer what changes the weights
 * @param clipping what becomes of the gradients first
 * @param classWeights weights of rows by the number of their class, for networks with one output;
 *     empty if all count alike
 * @param rowWeights whether rows have weights of their own
 * @param seed of all that is random
 */
record TrainingObjective(
    List<Loss> losses,
    List<List<Metric>> metrics,
    Optimizer optimizer,
    GradientClipping clipping,
    Map<Integer, Double> classWeights,
    boolean rowWeights,
    long seed) {}
