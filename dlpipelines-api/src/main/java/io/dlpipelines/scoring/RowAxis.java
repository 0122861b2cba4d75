package io.dlpipelines.scoring;

/** How the rows of a batch lie in an output tensor. */
public enum RowAxis {
  /** The first dimension is the batch: each row gets its part. */
  FIRST,

  /**
   * The first dimension is taken for the batch, and its size is only known when the model runs:
   * each task checks that it follows the number of rows, with batches of two sizes.
   */
  CHECKED,

  /** The value does not depend on the rows of a batch: each row gets the whole of it. */
  NONE
}
