package io.dlpipelines.training;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/** Which rows are kept for validation. */
public sealed interface ValidationSplit extends Serializable {

  /** All rows are trained on. */
  record None() implements ValidationSplit {}

  /**
   * A column says which.
   *
   * @param column a boolean column: true for validation, false or null for training
   */
  record ByColumn(String column) implements ValidationSplit {

    /**
     * Rejects null.
     *
     * @param column a boolean column
     * @throws NullPointerException if it is null
     */
    public ByColumn {
      requireNonNull(column, "column");
    }
  }

  /**
   * Each row is drawn by chance. The same rows are drawn whenever seed, partitions and the order of
   * rows in them are the same.
   *
   * @param fraction the expected share of validation rows, between 0 and 1, both excluded
   * @param seed of the draw
   */
  record ByFraction(double fraction, long seed) implements ValidationSplit {

    /**
     * Checks the fraction.
     *
     * @param fraction between 0 and 1, both excluded
     * @param seed of the draw
     * @throws IllegalArgumentException if the fraction is out of range
     */
    public ByFraction {
      if (!(fraction > 0 && fraction < 1)) {
        throw new IllegalArgumentException(
            "the share of validation rows is %s; it must lie between 0 and 1".formatted(fraction));
      }
    }
  }
}
