package io.dlpipelines.tensorflow.training;

import java.io.Serializable;

/**
 * A gradient of a {@link TrainingProgram}.
 *
 * @param tensor what it is for the batch that is fed
 * @param placeholder takes it instead, where variables are to change by gradients that are given
 */
record ProgramGradient(String tensor, String placeholder) implements Serializable {}
