package io.dlpipelines.tensorflow.training;

import io.dlpipelines.scoring.DeviceMemoryException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * How many rows fit into the device's memory at once, as far as steps have shown: where one does
 * not fit, half as many are computed at once from then on.
 */
final class FittingRows {
  private final String step;
  private final Consumer<String> notices;
  private int most = Integer.MAX_VALUE;

  /**
   * Begins with whatever is asked for.
   *
   * @param step what is made, as the notice calls it
   * @param notices takes what is to be said of a step that does not fit
   */
  FittingRows(String step, Consumer<String> notices) {
    this.step = step;
    this.notices = notices;
  }

  /**
   * Makes a step of so many rows.
   *
   * @param rows of the batch
   * @param computation makes the step, with at most so many rows at once as it is given. If it
   *     throws a {@link DeviceMemoryException} it is made again with half as many.
   * @throws IllegalStateException if a single row does not fit
   */
  void compute(int rows, IntConsumer computation) {
    boolean computed = false;
    while (!computed) {
      int atOnce = Math.min(rows, most);
      try {
        computation.accept(atOnce);
        computed = true;
      } catch (DeviceMemoryException full) {
        halve(atOnce, full);
      }
    }
  }

  private void halve(int rows, DeviceMemoryException full) {
    if (rows == 1) {
      throw new IllegalStateException(
          "A single row does not fit into the memory of the device with a %s: %s"
              .formatted(step, full.getMessage()),
          full);
    }
    most = rows - rows / 2;
    notices.accept(
        "A %s of %d rows does not fit into the memory of the device: %s. From now on it is computed from parts of at most %d rows. Set batchSize to at most %d, or give the task more of the device (gpuMemoryFraction, taskGpuAmount)."
            .formatted(step, rows, full.getMessage(), most, most));
  }
}
