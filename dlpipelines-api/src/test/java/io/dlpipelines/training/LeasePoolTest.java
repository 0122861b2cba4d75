package io.dlpipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskKilledException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeasePoolTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> closed = new ArrayList<>();
  private final LeasePool<String, String> pool = pool(Duration.ofHours(1));

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void oneMakesWhatManyHold() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Callable<String> slow =
        () -> {
          Thread.sleep(300);
          return "value " + made.incrementAndGet();
        };
    List<Future<LeasePool<String, String>.Lease>> leases = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      leases.add(threads.submit(() -> pool.lease("key", slow, () -> {})));
    }
    for (Future<LeasePool<String, String>.Lease> lease : leases) {
      assertThat(lease.get().value()).isEqualTo("value 1");
    }
    assertThat(pool.holders()).isEqualTo(8);
    for (Future<LeasePool<String, String>.Lease> lease : leases) {
      pool.closeIdle();
      assertThat(closed).isEmpty();
      lease.get().close();
      lease.get().close();
    }
    assertThat(pool.holders()).isZero();
    pool.closeIdle();
    assertThat(closed).containsExactly("value 1");
    assertThat(pool.size()).isZero();
  }

  @Test
  void idleValueIsClosedAndHeldValueIsNot() throws Exception {
    LeasePool<String, String> hasty = pool(Duration.ofMillis(200));
    LeasePool<String, String>.Lease first = hasty.lease("key", () -> "first", () -> {});
    LeasePool<String, String>.Lease second = hasty.lease("key", () -> "second", () -> {});
    first.close();
    Thread.sleep(400);
    assertThat(second.value()).isEqualTo("first");
    assertThat(closed).isEmpty();
    second.close();
    while (hasty.size() > 0) {
      Thread.sleep(10);
    }
    try (LeasePool<String, String>.Lease other = hasty.lease("key", () -> "third", () -> {})) {
      assertThat(other.value()).isEqualTo("third");
    }
  }

  @Test
  void whoWaitsForAFailureGetsIt() throws Exception {
    CountDownLatch fail = new CountDownLatch(1);
    Future<?> maker =
        threads.submit(
            () ->
                pool.lease(
                    "key",
                    () -> {
                      fail.await();
                      throw new IOException("broken");
                    },
                    () -> {}));
    Future<?> waiter = waiting(() -> "never made");
    fail.countDown();
    for (Future<?> failed : List.of(maker, waiter)) {
      assertThatThrownBy(failed::get).hasCauseInstanceOf(IOException.class);
    }
    assertThat(pool.size()).isZero();
    assertThat(pool.lease("key", () -> "mended", () -> {}).value()).isEqualTo("mended");
  }

  @Test
  void whoWaitsForAKilledMakerTakesOver() throws Exception {
    CountDownLatch kill = new CountDownLatch(1);
    Future<?> maker =
        threads.submit(
            () ->
                pool.lease(
                    "key",
                    () -> {
                      kill.await();
                      throw new IllegalStateException(new TaskKilledException("another won"));
                    },
                    () -> {}));
    Future<LeasePool<String, String>.Lease> waiter = waiting(() -> "made");
    kill.countDown();
    assertThatThrownBy(maker::get).isInstanceOf(ExecutionException.class);
    assertThat(waiter.get(10, TimeUnit.SECONDS).value()).isEqualTo("made");
    assertThat(pool.holders()).isEqualTo(1);
  }

  @Test
  void whoIsKilledWhileWaitingHoldsNothing() throws Exception {
    CountDownLatch make = new CountDownLatch(1);
    Future<LeasePool<String, String>.Lease> maker =
        threads.submit(
            () ->
                pool.lease(
                    "key",
                    () -> {
                      make.await();
                      return "made";
                    },
                    () -> {}));
    Future<LeasePool<String, String>.Lease> interrupted = waiting(() -> "never made");
    interrupted.cancel(true);
    while (pool.holders() > 1) {
      Thread.sleep(10);
    }
    assertThatThrownBy(
            () ->
                pool.lease(
                    "key",
                    () -> "never made",
                    () -> {
                      throw new TaskKilledException("the job was cancelled");
                    }))
        .isInstanceOf(TaskKilledException.class);
    assertThat(pool.holders()).isEqualTo(1);
    make.countDown();
    maker.get().close();
    assertThat(pool.holders()).isZero();
  }

  private LeasePool<String, String> pool(Duration idleTime) {
    return new LeasePool<>(idleTime, closed::add);
  }

  /** Starts a thread and returns when it waits for what another one makes. */
  private Future<LeasePool<String, String>.Lease> waiting(Callable<String> maker)
      throws InterruptedException {
    while (pool.size() == 0) {
      Thread.sleep(10);
    }
    CompletableFuture<Void> waits = new CompletableFuture<>();
    Future<LeasePool<String, String>.Lease> waiter =
        threads.submit(() -> pool.lease("key", maker, () -> waits.complete(null)));
    waits.join();
    return waiter;
  }
}
