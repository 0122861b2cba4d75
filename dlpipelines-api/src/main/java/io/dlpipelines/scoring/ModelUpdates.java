package io.dlpipelines.scoring;

import java.io.Serializable;

/**
 * Puts newer models in the place of the one that a plan was made with, so that a query that runs
 * for weeks need not be started anew. A value but for what it remembers: equal ones follow the same
 * model.
 */
public interface ModelUpdates extends Serializable {

  /** The model stays what it is. */
  record None() implements ModelUpdates {
    @Override
    public ScoringPlan current(ScoringPlan planned, String run) {
      return planned;
    }
  }

  /**
   * The plan to run with now. Called on the driver whenever a query runs, and in a stream for each
   * micro-batch.
   *
   * @param planned the plan that the query was made with
   * @param run names the run; while it is the same, so is the answer
   * @return a plan with the same columns
   */
  ScoringPlan current(ScoringPlan planned, String run);
}
