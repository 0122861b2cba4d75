package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.Dtype;
import java.io.Serializable;
import java.util.List;

/**
 * What a variable is after training.
 *
 * @param dtype the type of its elements
 * @param shape sizes of the axes
 * @param bytes the elements, in native byte order, the last axis fastest
 */
public record VariableValue(Dtype dtype, List<Long> shape, byte[] bytes) implements Serializable {}
