package io.dlpipelines.scoring;

import io.dlpipelines.tensor.TensorBuffer;

/** A task's hold on an open model. */
public interface Scorer extends AutoCloseable {

  /**
   * Scores once; the calling thread waits.
   *
   * @param inputs a tensor for each feed
   * @param outputs receive a tensor for each fetch
   */
  void run(TensorBuffer[] inputs, TensorBuffer[] outputs);

  /** Gives the model back. It may stay open for others. */
  @Override
  void close();
}
