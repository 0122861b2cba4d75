package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.Dtype;
import java.io.Serializable;
import java.util.List;

/**
 * A variable of a {@link TrainingProgram}.
 *
 * @param name the key of the weight, the operation of the variable of a graph, or the name of what
 *     the optimizer keeps
 * @param dtype the type of its elements
 * @param shape sizes of the axes
 * @param weight whether it is a weight of the network or graph, whose first values are given
 * @param initial the first value of each element where it is no weight
 * @param tensor reads it
 * @param placeholder takes a value for it
 * @param assignment assigns what the placeholder takes
 */
record ProgramVariable(
    String name,
    Dtype dtype,
    List<Long> shape,
    boolean weight,
    float initial,
    String tensor,
    String placeholder,
    String assignment)
    implements Serializable {}
