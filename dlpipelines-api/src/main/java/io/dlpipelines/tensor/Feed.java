package io.dlpipelines.tensor;

import java.io.Serializable;

/**
 * One column that is fed to one tensor.
 *
 * @param column the column's name, for messages
 * @param tensor the tensor's name in the engine
 * @param dtype the tensor's element type
 * @param cell the static shape of one row's cell; a cell of another shape but the same number of
 *     elements is reshaped if it is flat
 * @param batched whether the tensor has a batch dimension in front of the cell's; without one it
 *     takes one cell, and rows are scored together only if theirs are equal
 * @param checkFinite whether NaN and infinity are invalid
 * @param cells how the column's values become cells
 */
public record Feed(
    String column,
    String tensor,
    Dtype dtype,
    TensorShape cell,
    boolean batched,
    boolean checkFinite,
    CellSource cells)
    implements Serializable {}
