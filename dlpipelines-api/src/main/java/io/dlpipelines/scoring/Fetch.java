package io.dlpipelines.scoring;

import io.dlpipelines.tensor.OutputType;
import java.io.Serializable;

/**
 * One tensor that becomes one column.
 *
 * @param tensor the tensor's name in the engine
 * @param column the column's name
 * @param type what its cells become
 * @param batched whether the tensor has a batch dimension in front of the cell's
 */
public record Fetch(String tensor, String column, OutputType type, boolean batched)
    implements Serializable {}
