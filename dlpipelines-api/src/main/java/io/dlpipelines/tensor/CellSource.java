package io.dlpipelines.tensor;

import java.io.Serializable;

/** How the values of a column become cells: travels to the executors, where each task opens it. */
@FunctionalInterface
public interface CellSource extends Serializable {

  /**
   * Opens an encoder for one task.
   *
   * @return a new encoder
   */
  CellEncoder open();
}
