package io.dlpipelines.tensorflow.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The open models of an executor. A model is loaded once, for the first task that needs it, while
 * others wait; it is shared by all tasks, and closed when no task has held it for a while. Sessions
 * are opened and closed on threads of the cache's own, since tasks may be interrupted, and a
 * session that is closed on an interrupted thread stays open.
 */
public final class SessionCache {
  private static final Duration IDLE_TIME = Duration.ofSeconds(60);

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "dlpipelines-sessions");
            thread.setDaemon(true);
            return thread;
          });

  static final SessionCache EXECUTOR = new SessionCache(IDLE_TIME);

  private final Map<Key, Entry> entries = new HashMap<>();
  private final Duration idleTime;

  /** What makes two tasks share a session. */
  record Key(String sha256, TensorFlowEngine engine) {}

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

  /** Does what must not be interrupted, while the calling thread waits. */
  static <T> T onOwnThread(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, THREADS).join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }

  SessionCache(Duration idleTime) {
    this.idleTime = idleTime;
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
    List<GraphSession> idle = new ArrayList<>();
    synchronized (this) {
      Iterator<Entry> all = entries.values().iterator();
      while (all.hasNext()) {
        Entry entry = all.next();
        boolean idleLongEnough = System.nanoTime() - entry.idleSinceNanos >= idleFor.toNanos();
        if (entry.holders == 0 && entry.session.isDone() && idleLongEnough) {
          all.remove();
          idle.add(entry.session.join());
        }
      }
    }
    idle.forEach(GraphSession::close);
  }

  /** A model that cannot be loaded is forgotten, so that the next task may try again. */
  private void load(Key key, Entry entry, Supplier<GraphSession> loader) {
    try {
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
    }
  }
}
