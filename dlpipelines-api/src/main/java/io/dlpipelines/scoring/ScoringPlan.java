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
 */
public record ScoringPlan(ModelFiles model, ScoringSpec spec) implements Serializable {

  /**
   * Rejects nulls.
   *
   * @param model the model's files, on the driver
   * @param spec the rest
   * @throws NullPointerException if one of them is null
   */
  public ScoringPlan {
    requireNonNull(model, "model");
    requireNonNull(spec, "spec");
  }
}
