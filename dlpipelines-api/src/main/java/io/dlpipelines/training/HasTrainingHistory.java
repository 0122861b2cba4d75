package io.dlpipelines.training;

/** A model that knows how its training went. */
public interface HasTrainingHistory {

  /**
   * How the training went: loss and metrics of each epoch, times, rows per second.
   *
   * @return the history; without epochs if the model was not trained
   */
  TrainingHistory summary();
}
