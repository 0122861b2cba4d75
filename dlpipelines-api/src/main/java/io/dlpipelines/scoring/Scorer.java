package io.dlpipelines.scoring;

import io.dlpipelines.tensor.TensorBuffer;

/** A task's hold on an open model. */
public interface Scorer extends AutoCloseable {

  /**
   * Scores once; the calling thread waits. Called by as many threads at once as {@link
   * #concurrentRuns()} says, and not only by the task's own.
   *
   * @param inputs a tensor for each feed
   * @param outputs receive a tensor for each fetch
   * @throws DeviceMemoryException if the rows do not fit into the device's memory; fewer are tried
   */
  void run(TensorBuffer[] inputs, TensorBuffer[] outputs);

  /**
   * How many batches of one task may usefully be under way at once.
   *
   * @return 1 where the task's own thread computes; more where it can prepare batches meanwhile
   */
  int concurrentRuns();

  /** Gives the model back. It may stay open for others. */
  @Override
  void close();
}
