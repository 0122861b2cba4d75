package io.dlpipelines.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensorflow.device.DeviceChoice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

class SessionCacheTest {
  private static final int THREADS = 16;
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(50);
  private static final SessionCache.Key KEY = key("a", 1);

  private final AtomicInteger loads = new AtomicInteger();
  private long handlesBefore;

  @BeforeEach
  void countHandles() {
    handlesBefore = TestHandles.liveAfterClosingIdle();
  }

  @AfterEach
  void assertNoHandleIsLeft() {
    eventually(() -> TestHandles.liveAfterClosingIdle() == handlesBefore);
  }

  @Test
  void manyTasksShareOneLoad() throws Exception {
    SessionCache cache = new SessionCache(NEVER, () -> THREADS);
    AtomicLong loadNanos = new AtomicLong();
    AtomicInteger told = new AtomicInteger();
    List<SessionCache.Lease> leases =
        inThreads(
            () ->
                cache.acquire(
                    KEY,
                    () -> {
                      sleep(50);
                      return open();
                    },
                    nanos -> {
                      told.incrementAndGet();
                      loadNanos.set(nanos);
                    }));
    assertThat(loads).hasValue(1);
    assertThat(told).as("tasks that were told of a load").hasValue(1);
    assertThat(loadNanos.get()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
    assertThat(leases).extracting(SessionCache.Lease::session).containsOnly(first(leases));
    List<Float> scored = inThreads(() -> score(first(leases)));
    assertThat(scored).hasSize(THREADS).containsOnly(3f);
    leases.forEach(SessionCache.Lease::close);
    cache.closeIdle(Duration.ZERO);
  }

  @Test
  void heldSessionStaysOpen() {
    SessionCache cache = new SessionCache(NEVER, () -> THREADS);
    SessionCache.Lease held = acquire(cache, KEY);
    SessionCache.Lease other = acquire(cache, KEY);
    other.close();
    other.close();
    cache.closeIdle(Duration.ZERO);
    assertThat(score(held.session())).as("closing a lease twice releases it once").isEqualTo(3f);
    held.close();
    cache.closeIdle(NEVER);
    SessionCache.Lease again = acquire(cache, KEY);
    assertThat(again.session()).as("not idle for long enough").isSameAs(held.session());
    assertThat(loads).hasValue(1);
    again.close();
    cache.closeIdle(Duration.ZERO);
    acquire(cache, KEY).close();
    assertThat(loads).as("closed in between").hasValue(2);
    cache.closeIdle(Duration.ZERO);
  }

  @Test
  void idleSessionIsClosedByItself() {
    SessionCache cache = new SessionCache(SOON, () -> THREADS);
    long open = NativeHandles.liveSessions();
    acquire(cache, KEY).close();
    eventually(() -> NativeHandles.liveSessions() == open);
  }

  @Test
  void whatWasNotUsedForLongestGoesWhereModelsAreTooMany() {
    SessionCache cache = new SessionCache(NEVER, () -> 2);
    SessionCache.Lease held = acquire(cache, key("held", 1));
    acquire(cache, key("old", 1)).close();
    acquire(cache, key("young", 1)).close();
    eventually(() -> cache.size() == 2);
    assertThat(loads).hasValue(3);
    acquire(cache, key("young", 1)).close();
    assertThat(score(held.session())).isEqualTo(3f);
    assertThat(loads).as("the held and the young one stayed").hasValue(3);
    SessionCache.Lease old = acquire(cache, key("old", 1));
    assertThat(loads).as("the old one was closed").hasValue(4);
    SessionCache.Lease third = acquire(cache, key("third", 1));
    assertThat(cache.size()).as("models that are held are never closed").isEqualTo(3);
    List.of(held, old, third).forEach(SessionCache.Lease::close);
    eventually(() -> cache.size() == 2);
    cache.closeIdle(Duration.ZERO);
  }

  @Test
  void optionsAndModelsDoNotMix() {
    SessionCache cache = new SessionCache(NEVER, () -> THREADS);
    List<SessionCache.Lease> leases =
        List.of(
            acquire(cache, key("a", 1)),
            acquire(cache, key("a", 2)),
            acquire(cache, key("b", 1)),
            acquire(cache, key("a", 1)));
    assertThat(loads).hasValue(3);
    assertThat(leases.get(3).session()).isSameAs(leases.get(0).session());
    leases.forEach(SessionCache.Lease::close);
    cache.closeIdle(Duration.ZERO);
  }

  @Test
  void everyWaiterSeesWhyALoadFailedAndTheNextOneTriesAgain() throws Exception {
    SessionCache cache = new SessionCache(NEVER, () -> THREADS);
    Set<Thread> tasks = ConcurrentHashMap.newKeySet();
    AtomicInteger attempts = new AtomicInteger();
    List<Throwable> failures =
        inThreads(
            () -> {
              tasks.add(Thread.currentThread());
              return catchThrowable(
                  () ->
                      cache.acquire(
                          KEY,
                          () -> {
                            attempts.incrementAndGet();
                            eventually(() -> waiting(tasks) == THREADS);
                            throw new IllegalArgumentException("the disk is full");
                          },
                          nanos -> {}));
            });
    assertThat(failures)
        .hasSize(THREADS)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the disk is full"));
    assertThat(attempts).hasValue(1);
    SessionCache.Lease lease = acquire(cache, KEY);
    assertThat(score(lease.session())).isEqualTo(3f);
    lease.close();
    cache.closeIdle(Duration.ZERO);
  }

  @Test
  void errorsAreToldToo() {
    SessionCache cache = new SessionCache(NEVER, () -> THREADS);
    assertThatThrownBy(
            () ->
                cache.acquire(
                    KEY,
                    () -> {
                      throw new UnsatisfiedLinkError("no native library");
                    },
                    nanos -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model could not be loaded.")
        .hasRootCauseMessage("no native library");
  }

  /** Nobody else wants the session: it is closed though it was loaded after its task was killed. */
  @Test
  void killedTaskLeavesNothingBehind() throws InterruptedException {
    SessionCache cache = new SessionCache(SOON, () -> THREADS);
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch mayLoad = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
    Thread task =
        new Thread(
            () -> {
              failure.set(
                  catchThrowable(
                      () ->
                          cache.acquire(
                              KEY,
                              () -> {
                                loading.countDown();
                                await(mayLoad);
                                return open();
                              },
                              nanos -> {})));
              stillInterrupted.set(Thread.currentThread().isInterrupted());
            });
    long open = NativeHandles.liveSessions();
    task.start();
    await(loading);
    task.interrupt();
    task.join();
    assertThat(failure.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The task was interrupted while a model loaded.");
    assertThat(stillInterrupted.get()).isTrue();
    sleep(2 * SOON.toMillis());
    mayLoad.countDown();
    eventually(() -> loads.get() == 1 && NativeHandles.liveSessions() == open);
  }

  @Test
  void killedTaskDoesNotHurtTheOthers() throws Exception {
    SessionCache cache = new SessionCache(NEVER, () -> THREADS);
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch mayLoad = new CountDownLatch(1);
    Thread killed =
        new Thread(
            () ->
                catchThrowable(
                    () ->
                        cache.acquire(
                            KEY,
                            () -> {
                              loading.countDown();
                              await(mayLoad);
                              return open();
                            },
                            nanos -> {})));
    killed.start();
    await(loading);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    Future<SessionCache.Lease> other = threads.submit(() -> acquire(cache, KEY));
    killed.interrupt();
    killed.join();
    mayLoad.countDown();
    SessionCache.Lease lease = other.get();
    threads.shutdown();
    assertThat(score(lease.session())).isEqualTo(3f);
    assertThat(loads).hasValue(1);
    lease.close();
    cache.closeIdle(Duration.ZERO);
  }

  @Test
  void threadsOfTheCacheKeepNothingOfTheTaskThatNeededThemFirst() throws Exception {
    InheritableThreadLocal<String> ofTask = new InheritableThreadLocal<>();
    ofTask.set("a task's");
    CyclicBarrier together = new CyclicBarrier(THREADS);
    List<String> found =
        inThreads(
            () ->
                SessionCache.onOwnThread(
                    () -> {
                      await(together);
                      return ofTask.get() + Thread.currentThread().getContextClassLoader();
                    }));
    assertThat(found).hasSize(THREADS).containsOnly("null" + SessionCache.class.getClassLoader());
  }

  private SessionCache.Lease acquire(SessionCache cache, SessionCache.Key key) {
    return cache.acquire(key, this::open, nanos -> {});
  }

  private GraphSession open() {
    loads.incrementAndGet();
    Graph graph = new Graph();
    Ops.create(graph).withName("three").constant(3f);
    Session session = new Session(graph);
    return new GraphSession(
        graph,
        session,
        () -> {
          session.close();
          graph.close();
        });
  }

  private static float score(GraphSession session) {
    TensorBuffer output = new TensorBuffer(Dtype.FLOAT32);
    session.run(List.of(), new TensorBuffer[0], List.of("three:0"), new TensorBuffer[] {output});
    return ByteBuffer.wrap(output.bytes()).order(ByteOrder.nativeOrder()).getFloat();
  }

  private static GraphSession first(List<SessionCache.Lease> leases) {
    return leases.get(0).session();
  }

  private static SessionCache.Key key(String sha256, int intraOpThreads) {
    return new SessionCache.Key(
        sha256,
        new TensorFlowEngine(
            ModelKind.GRAPH, List.of(), new SessionOptions(DeviceChoice.CPU, intraOpThreads)),
        SessionSetup.DEFAULT);
  }

  private interface Work<T> {
    T run() throws Exception;
  }

  private static <T> List<T> inThreads(Work<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        futures.add(threads.submit(work::run));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException failure) {
      throw new AssertionError(failure.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static long waiting(Set<Thread> threads) {
    Set<Thread.State> waiting = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
    return threads.stream().filter(thread -> waiting.contains(thread.getState())).count();
  }

  private static void eventually(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("20 seconds have passed").isLessThan(end);
      sleep(10);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
