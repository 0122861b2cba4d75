package io.dlpipelines.tensorflow.training;

import java.util.List;
import java.util.Map;

/**
 * What a network is trained for, and how.
 *
 * @param outputs one for each output of the network, in their order
 * @param classLabels whether labels are given as numbers of classes, whatever the losses take: then
 *     they become 1 for one of the units and 0 for the others, or for a single unit itself
 * @param classWeights weights of rows by the number of their class; empty if all count alike
 * @param rowWeights whether rows have weights of their own
 * @param optimizer what changes the weights of the network
 * @param clipping what becomes of the gradients first
 * @param seed of all that is random
 */
public record TrainingObjective(
    List<OutputObjective> outputs,
    boolean classLabels,
    Map<Integer, Double> classWeights,
    boolean rowWeights,
    Optimizer optimizer,
    GradientClipping clipping,
    long seed) {}
