package io.dlpipelines.battery;

import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what another thread does soon, and fails when it does not. */
final class Eventually {

  private static final long LIMIT_MILLIS = 20_000;
  private static final long STEP_MILLIS = 10;

  private Eventually() {}

  static <T> T get(String what, Supplier<T> value, Predicate<T> wanted) {
    return get(what, LIMIT_MILLIS, value, wanted);
  }

  static <T> T get(String what, long limitMillis, Supplier<T> value, Predicate<T> wanted) {
    long end = System.currentTimeMillis() + limitMillis;
    T last = value.get();
    while (!wanted.test(last)) {
      if (System.currentTimeMillis() > end) {
        throw new AssertionError("%s: still %s after %d ms".formatted(what, last, limitMillis));
      }
      sleep();
      last = value.get();
    }
    return last;
  }

  private static void sleep() {
    try {
      Thread.sleep(STEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
