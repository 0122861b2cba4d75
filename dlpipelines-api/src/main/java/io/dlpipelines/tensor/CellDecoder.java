package io.dlpipelines.tensor;

/** Writes the cells of one output tensor into rows. One task uses one decoder, on one thread. */
public interface CellDecoder {

  /**
   * Writes one cell.
   *
   * @param tensor the output of a whole batch
   * @param first the position of the cell's first element
   * @param count the number of its elements
   * @param firstAxis the tensor's dimensions from this axis on are the cell's
   * @param ordinal the field that receives the cell
   */
  void decode(TensorBuffer tensor, int first, int count, int firstAxis, int ordinal);
}
