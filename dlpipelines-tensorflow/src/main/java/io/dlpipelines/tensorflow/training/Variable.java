package io.dlpipelines.tensorflow.training;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A variable of a training graph.
 *
 * @param name unique in the graph
 * @param shape sizes of the axes
 * @param handle what operations that change it take
 * @param value its value before the step
 */
public record Variable(
    String name, Shape shape, Operand<? extends TType> handle, Operand<TFloat32> value) {}
