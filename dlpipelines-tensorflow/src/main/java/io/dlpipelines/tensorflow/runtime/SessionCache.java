package io.dlpipelines.tensorflow.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;

/**
 * The open models of an executor. A model is loaded once, for the first task that needs it, while
 * others wait; it is shared by all tasks, and closed when no task has held it for a while, or when
 * there are more than a limit: then those go first that were not used for longest. Sessions are
 * opened and closed on threads of the cache's own, since tasks may be interrupted, and a session
 * that is closed on an interrupted thread stays open.
 */
public final class SessionCache {
  private static final Duration IDLE_TIME = Duration.ofSeconds(60);
  private static final String LIMIT_KEY = "spark.dlpipelines.maxOpenModels";
  private static final int LIMIT = 16;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(SessionCache::thread);

  static final SessionCache EXECUTOR = new SessionCache(IDLE_TIME, SessionCache::configuredLimit);

  private final Map<Key, Entry> entries = new HashMap<>();
  private final Duration idleTime;
  private final IntSupplier limit;

  /** What makes two tasks share a session. */
  record Key(String sha256, TensorFlowEngine engine, SessionSetup setup) {}

  /** A task's hold on a session. */
  final class Lease implements AutoCloseable {
    private final Entry entry;
    private final GraphSession session;
    private boolean open = true;

    private Lease(Entry entry, GraphSession session) {
      this.entry = entry;
      this.session = session;
    }

    GraphSession session() {
      return session;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        release(entry);
      }
    }
  }

  private static final class Entry {
    private final CompletableFuture<GraphSession> session = new CompletableFuture<>();
    private int holders;
    private long idleSinceNanos;
  }

  /** Threads that outlive the task that needed them first keep nothing of it. */
  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, "dlpipelines-sessions", 0, false);
    thread.setContextClassLoader(SessionCache.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }

  /** Does what must not be interrupted, while the calling thread waits. */
  static <T> T onOwnThread(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, THREADS).join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }

  SessionCache(Duration idleTime, IntSupplier limit) {
    this.idleTime = idleTime;
    this.limit = limit;
  }

  private static int configuredLimit() {
    SparkEnv environment = SparkEnv.get();
    return environment == null ? LIMIT : environment.conf().getInt(LIMIT_KEY, LIMIT);
  }

  /** How many models are open, or being opened. */
  synchronized int size() {
    return entries.size();
  }

  /**
   * Takes hold of a session, which {@code loader} opens if none is open; then {@code onLoad} is
   * told the nanoseconds it took.
   */
  Lease acquire(Key key, Supplier<GraphSession> loader, LongConsumer onLoad) {
    long start = System.nanoTime();
    Entry entry;
    boolean mine;
    synchronized (this) {
      entry = entries.get(key);
      mine = entry == null;
      if (mine) {
        entry = new Entry();
        entries.put(key, entry);
      }
      entry.holders++;
    }
    if (mine) {
      Entry toLoad = entry;
      THREADS.execute(() -> load(key, toLoad, loader));
    }
    Lease lease = new Lease(entry, await(entry));
    if (mine) {
      onLoad.accept(System.nanoTime() - start);
    }
    return lease;
  }

  /**
   * Closes what no task holds now, without waiting for the idle time. The calling thread must not
   * be a task's.
   */
  public static void closeIdle() {
    EXECUTOR.closeIdle(Duration.ZERO);
  }

  void closeIdle(Duration idleFor) {
    List<Entry> idle;
    synchronized (this) {
      idle = idle();
      idle.removeIf(entry -> System.nanoTime() - entry.idleSinceNanos < idleFor.toNanos());
      entries.values().removeAll(idle);
    }
    idle.forEach(entry -> entry.session.join().close());
  }

  /** Closes what exceeds the limit, as far as no task holds it. */
  private void closeExcess() {
    List<Entry> excess;
    synchronized (this) {
      List<Entry> idle = idle();
      int count = Math.min(Math.max(entries.size() - limit.getAsInt(), 0), idle.size());
      excess = idle.subList(0, count);
      entries.values().removeAll(excess);
    }
    excess.forEach(entry -> entry.session.join().close());
  }

  /** What no task holds, unused for longest first. */
  private List<Entry> idle() {
    List<Entry> idle = new ArrayList<>(entries.values());
    idle.removeIf(entry -> entry.holders > 0 || !entry.session.isDone());
    idle.sort(Comparator.comparingLong(entry -> entry.idleSinceNanos));
    return idle;
  }

  /** A model that cannot be loaded is forgotten, so that the next task may try again. */
  private void load(Key key, Entry entry, Supplier<GraphSession> loader) {
    try {
      closeExcess();
      entry.session.complete(loader.get());
      closeWhenIdle(entry);
    } catch (RuntimeException | Error failure) {
      synchronized (this) {
        entries.remove(key);
      }
      entry.session.completeExceptionally(failure);
    }
  }

  private GraphSession await(Entry entry) {
    try {
      return entry.session.get();
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("The model could not be loaded.", failure.getCause());
    } catch (InterruptedException killed) {
      release(entry);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The task was interrupted while a model loaded.", killed);
    }
  }

  private synchronized void release(Entry entry) {
    entry.holders--;
    closeWhenIdle(entry);
  }

  /** Also called when a model is loaded: those who wanted it may have been killed meanwhile. */
  private synchronized void closeWhenIdle(Entry entry) {
    entry.idleSinceNanos = System.nanoTime();
    if (entry.holders == 0) {
      CompletableFuture.delayedExecutor(idleTime.toMillis(), TimeUnit.MILLISECONDS, THREADS)
          .execute(() -> closeIdle(idleTime));
      THREADS.execute(this::closeExcess);
    }
  }
}
