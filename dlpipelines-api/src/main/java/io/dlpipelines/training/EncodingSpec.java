package io.dlpipelines.training;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.scoring.HandleInvalid;
import java.io.Serializable;

/**
 * What rows become before training.
 *
 * @param layout the columns and where their cells lie
 * @param split which rows are kept for validation
 * @param handleInvalid whether a row that cannot be encoded fails the job or is dropped and counted
 */
public record EncodingSpec(RowLayout layout, ValidationSplit split, HandleInvalid handleInvalid)
    implements Serializable {

  /**
   * Rejects nulls and what makes no sense in training.
   *
   * @param layout the columns and where their cells lie
   * @param split which rows are kept for validation
   * @param handleInvalid error or skip
   * @throws NullPointerException if one of them is null
   * @throws IllegalArgumentException if invalid rows are to be kept
   */
  public EncodingSpec {
    requireNonNull(layout, "layout");
    requireNonNull(split, "split");
    requireNonNull(handleInvalid, "handleInvalid");
    if (handleInvalid == HandleInvalid.KEEP) {
      throw new IllegalArgumentException(
          "a row that is invalid cannot be trained on, so handleInvalid cannot be keep. Set it to"
              + " error or skip.");
    }
  }
}
