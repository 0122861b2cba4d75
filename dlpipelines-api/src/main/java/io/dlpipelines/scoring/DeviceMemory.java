package io.dlpipelines.scoring;

import java.util.Optional;

/** How many rows of a task fit into the device's memory at once, as far as runs have shown. */
final class DeviceMemory {
  private int rows = Integer.MAX_VALUE;
  private Shortage first;

  /** A run that did not fit: how many rows it had, and what the engine said. */
  record Shortage(int rows, String reason) {}

  /** The most rows to run at once. */
  synchronized int rows() {
    return rows;
  }

  /** From now on at most half as many are run at once. */
  synchronized void ranOut(int failedRows, DeviceMemoryException failure) {
    rows = Math.min(rows, half(failedRows));
    if (first == null) {
      first = new Shortage(failedRows, String.valueOf(failure.getMessage()));
    }
  }

  /** The first run that did not fit. */
  synchronized Optional<Shortage> firstShortage() {
    return Optional.ofNullable(first);
  }

  /** How many rows the first of two halves has: the larger where they differ. */
  static int half(int rows) {
    return rows - rows / 2;
  }
}
