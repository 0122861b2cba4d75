package io.dlpipelines.scoring;

/**
 * Scores the groups of a batch: in halves what does not fit into the device's memory, and in halves
 * what the model rejects, until the single rows are found that it rejects.
 */
final class BatchScoring {
  private final Batch batch;
  private final ScoringSpec spec;
  private boolean rowAxesAreChecked;
  private boolean hasScored;

  BatchScoring(Batch batch, ScoringSpec spec) {
    this.batch = batch;
    this.spec = spec;
    rowAxesAreChecked = !spec.checksRowAxes();
  }

  /** Rows of a batch that is not kept are scored up to the first that the model rejects. */
  void score(Scorer scorer, DeviceMemory memory) {
    for (ShapeGroup group : batch.scoredGroups()) {
      if (!score(group, scorer, memory) && !spec.keepsInvalid()) {
        return;
      }
    }
  }

  /** Gives whether the model accepted all rows. */
  private boolean score(ShapeGroup group, Scorer scorer, DeviceMemory memory) {
    int rows = group.rows();
    if (rows > memory.rows()) {
      return scoreHalves(group, scorer, memory);
    }
    try {
      group.score(scorer);
      checkRowAxes(group, scorer);
      hasScored = true;
      return true;
    } catch (DeviceMemoryException full) {
      memory.ranOut(rows, full);
      batch.countHalving();
      return scoreHalves(group, scorer, memory);
    } catch (RejectedRowsException rejected) {
      if (rows == 1) {
        reject(group, rejected, scorer);
      } else if (scoreHalves(group, scorer, memory)) {
        throw new IllegalStateException(
            ("The model failed with a batch of %d rows and accepts each half of it: %s. Its graph"
                    + " depends on the number of rows. Set batchSize to what it is made for, or to"
                    + " 1.")
                .formatted(rows, rejected.getMessage()),
            rejected);
      }
      return false;
    }
  }

  private boolean scoreHalves(ShapeGroup group, Scorer scorer, DeviceMemory memory) {
    ShapeGroup rest = batch.halve(group);
    boolean first = score(group, scorer, memory);
    return (first || spec.keepsInvalid()) && score(rest, scorer, memory) && first;
  }

  private void checkRowAxes(ShapeGroup group, Scorer scorer) {
    if (!rowAxesAreChecked && group.rows() > 1) {
      group.checkRowAxes(scorer);
      rowAxesAreChecked = true;
    }
  }

  /** A model that has accepted no row yet may reject the shapes, whatever the values are. */
  private void reject(ShapeGroup row, RejectedRowsException rejected, Scorer scorer) {
    if (!hasScored && row.isRejectedWithOtherValues(scorer, rejected.getMessage())) {
      throw new IllegalStateException(
          "The model rejects rows of these shapes, whatever their values: %s. It was fed %s."
              .formatted(rejected.getMessage(), row.shownShapes()),
          rejected);
    }
    batch.reject(row, "%s, fed %s".formatted(rejected.getMessage(), row.shownValues()));
  }
}
