package io.dlpipelines.scoring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many rows a task scores at once: what is set or found, as far as the device's memory takes
 * it. Learns from each scored batch, and says in the log what was found or did not fit.
 */
final class TaskBatchSize {
  private static final Logger LOG = LoggerFactory.getLogger(TaskBatchSize.class);

  private final String model;
  private final BatchSizeSearch search;
  private final DeviceMemory memory = new DeviceMemory();
  private boolean warned;

  TaskBatchSize(ScoringSpec spec, String model) {
    this.model = model;
    search = FoundBatchSizes.of(spec, model);
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

  /** Takes notice of a batch that was scored. */
  void learn(BatchUnderWay scored) {
    Batch batch = scored.batch();
    if (batch.halvings() > 0 && !warned) {
      warned = true;
      warn(memory.firstShortage().orElseThrow());
    }
    if (endsSearch(scored)) {
      LOG.info(
          "batchSize auto: {} rows at once score fastest with model {}; rows per second by size:"
              + " {}",
          search.size(),
          model,
          search.rowsPerSecond());
    }
  }

  private boolean endsSearch(BatchUnderWay scored) {
    Batch batch = scored.batch();
    if (batch.halvings() > 0) {
      return search.limited(memory.rows());
    }
    return scored.isCutOff()
        ? search.limited(batch.rows())
        : search.measured(batch.rows(), batch.rows() - batch.invalidRows(), scored.engineNanos());
  }

  private void warn(DeviceMemory.Shortage shortage) {
    LOG.warn(
        "A batch of {} rows did not fit into the memory of the device: {}. The task goes on with"
            + " {} rows at once. Set batchSize to at most {}, or give the task more of the device"
            + " (gpuMemoryFraction, spark.task.resource.gpu.amount).",
        shortage.rows(),
        shortage.reason(),
        memory.rows(),
        memory.rows());
  }
}
