package io.dlpipelines.scoring;

import io.dlpipelines.tensor.OutputType;
import java.io.Serializable;

/**
 * One tensor that becomes one column.
 *
 * @param tensor the tensor's name in the engine
 * @param column the column's name
 * @param type what its cells become
 * @param rows where the rows of a batch lie in the tensor
 */
public record Fetch(String tensor, String column, OutputType type, RowAxis rows)
    implements Serializable {}
