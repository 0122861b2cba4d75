package io.dlpipelines.tuning.report;

import io.dlpipelines.training.TrainingHistory;

/**
 * How a model was trained.
 *
 * @param name of the model
 * @param history of its training
 * @param best whether it is the one that was chosen
 */
record Curve(String name, TrainingHistory history, boolean best) {}
