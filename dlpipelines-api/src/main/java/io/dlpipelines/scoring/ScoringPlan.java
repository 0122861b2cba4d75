package io.dlpipelines.scoring;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.persist.ModelFiles;
import java.io.Serializable;

/**
 * A model and how rows are scored with it: a value, so that equal plans over equal inputs are
 * scored once.
 *
 * @param model the model's files, on the driver
 * @param spec the rest
 * @param updates what may put a newer model in its place
 */
public record ScoringPlan(ModelFiles model, ScoringSpec spec, ModelUpdates updates)
    implements Serializable {

  /**
   * Rejects nulls.
   *
   * @param model the model's files, on the driver
   * @param spec the rest
   * @param updates what may put a newer model in its place
   * @throws NullPointerException if one of them is null
   */
  public ScoringPlan {
    requireNonNull(model, "model");
    requireNonNull(spec, "spec");
    requireNonNull(updates, "updates");
  }

  /**
   * A plan whose model stays what it is.
   *
   * @param model the model's files, on the driver
   * @param spec the rest
   * @throws NullPointerException if one of them is null
   */
  public ScoringPlan(ModelFiles model, ScoringSpec spec) {
    this(model, spec, new ModelUpdates.None());
  }

  /**
   * The same plan, with a model that may be replaced.
   *
   * @param newer what replaces it
   * @return the plan
   */
  public ScoringPlan updatedBy(ModelUpdates newer) {
    return new ScoringPlan(model, spec, newer);
  }

  /** The plan that a run of a query scores with. */
  ScoringPlan current(String run) {
    return updates.current(this, run);
  }
}
