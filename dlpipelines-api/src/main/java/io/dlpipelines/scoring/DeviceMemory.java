package io.dlpipelines.scoring;

import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many rows fit into the device's memory at once, as far as runs have shown. */
final class DeviceMemory {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceMemory.class);

  private int rows = Integer.MAX_VALUE;
  private Instant lastShortage = Instant.MAX;

  /** The most rows to run at once. */
  synchronized int rows() {
    return rows;
  }

  /** Whether memory did not suffice once, and has since. */
  synchronized boolean wasShortBefore(Instant time) {
    return lastShortage.isBefore(time);
  }

  /** From now on at most half as many are run at once, which is said in the log. */
  synchronized void ranOut(int failedRows, DeviceMemoryException failure) {
    lastShortage = Instant.now();
    if (half(failedRows) < rows) {
      rows = half(failedRows);
      LOG.warn(
          "A batch of {} rows did not fit into the memory of the device: {}. At most {} rows are"
              + " scored at once from now on. Set batchSize to that, or give the task more of the"
              + " device (gpuMemoryFraction, spark.task.resource.gpu.amount).",
          failedRows,
          failure.getMessage(),
          rows);
    }
  }

  /** How many rows the first of two halves has: the larger where they differ. */
  static int half(int rows) {
    return rows - rows / 2;
  }
}
