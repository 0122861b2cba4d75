package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.runtime.SessionOptions;
import io.dlpipelines.training.CheckpointFolder;
import java.io.Serializable;
import java.util.Optional;

/**
 * How long and how fast a network trains.
 *
 * @param epochs passes over the rows, at most
 * @param batchSize rows of a step
 * @param shuffle whether each epoch has an order of its own
 * @param seed of the order
 * @param learningRate at the start
 * @param schedule how it changes, as {@link LearningRateSchedule} reads it
 * @param patience epochs without a better result after which it stops and goes back to the best;
 *     empty if it never does
 * @param checkpoints where the state is kept, and from where it goes on
 * @param checkpointInterval epochs between two
 * @param tensorBoardDir a folder for event files
 * @param session how the session is opened
 * @param name what log lines begin with
 */
public record TrainingPlan(
    int epochs,
    int batchSize,
    boolean shuffle,
    long seed,
    double learningRate,
    String schedule,
    Optional<Integer> patience,
    Optional<CheckpointFolder> checkpoints,
    int checkpointInterval,
    Optional<String> tensorBoardDir,
    SessionOptions session,
    String name) {}
