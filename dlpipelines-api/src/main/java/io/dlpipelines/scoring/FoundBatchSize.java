package io.dlpipelines.scoring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows an executor scores at once with a model: what is set or found, as far as the
 * device's memory takes it. All tasks that score so learn together.
 */
final class FoundBatchSize {
  private static final Logger LOG = LoggerFactory.getLogger(FoundBatchSize.class);

  private final String model;
  private final BatchSizeSearch search;
  private final DeviceMemory memory = new DeviceMemory();

  FoundBatchSize(ScoringSpec spec, String model) {
    this.model = model;
    search =
        spec.findsBatchSize() ? BatchSizeSearch.begin() : BatchSizeSearch.decided(spec.mostRows());
  }

  /** How many rows the next batch may have. */
  int rows() {
    return Math.min(search.size(), memory.rows());
  }

  /** Whether batches are timed, and so must not disturb each other. */
  boolean isTimed() {
    return !search.isOver();
  }

  DeviceMemory memory() {
    return memory;
  }

  /** Takes notice of a scored batch, and whether more rows would have been too large for it. */
  void learn(Batch scored, boolean cutOff, long engineNanos) {
    if (endsSearch(scored, cutOff, engineNanos)) {
      LOG.info(
          "batchSize auto: {} rows at once score fastest with model {}; rows per second by size:"
              + " {}",
          search.size(),
          model,
          search.rowsPerSecond());
    }
  }

  private boolean endsSearch(Batch scored, boolean cutOff, long engineNanos) {
    return search.limited(memory.rows())
        || cutOff && search.limited(scored.rows())
        || scored.halvings() == 0
            && search.measured(scored.rows(), scored.rows() - scored.invalidRows(), engineNanos);
  }
}
