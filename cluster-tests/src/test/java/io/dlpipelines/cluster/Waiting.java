package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** Waits for what another process does, as long as that is alive. */
final class Waiting {
  private static final long PATIENCE_NANOS = 600_000_000_000L;

  private Waiting() {}

  static void until(BooleanSupplier alive, Callable<Boolean> condition, String what) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    try {
      while (!condition.call()) {
        assertThat(alive.getAsBoolean()).as("the process is alive, for %s", what).isTrue();
        assertThat(System.nanoTime()).as("waiting for %s", what).isLessThan(deadline);
        Thread.sleep(10);
      }
    } catch (Exception failure) {
      throw new AssertionError(what, failure);
    }
  }
}
