package io.dlpipelines.tensorflow.training;

import java.io.Serializable;
import java.util.List;

/**
 * A variable of a {@link TrainingProgram}.
 *
 * @param name the key of the weight, or the name of what the optimizer keeps
 * @param shape sizes of the axes
 * @param weight whether it is a weight of the network, whose first values are given
 * @param initial the first value of each element where it is no weight
 * @param tensor reads it
 * @param placeholder takes a value for it
 * @param assignment assigns what the placeholder takes
 */
record ProgramVariable(
    String name,
    List<Long> shape,
    boolean weight,
    float initial,
    String tensor,
    String placeholder,
    String assignment)
    implements Serializable {}
