package io.dlpipelines.training;

import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.SparkThrowable;
import org.apache.spark.TaskKilledException;

/**
 * Costly things that are shared: made once, by the first who wants one, while others wait; closed
 * when nobody has held it for a while. What could not be made is forgotten. Those who waited for it
 * get the same failure, unless the maker was killed: then the next of them makes it.
 */
final class LeasePool<K, V> {
  private static final long WAIT_MILLIS = 100;

  private static final Executor CLOSER =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "dlpipelines-leases");
            thread.setDaemon(true);
            return thread;
          });

  private final Map<K, Entry> entries = new HashMap<>();
  private final Duration idleTime;
  private final Consumer<V> closer;

  private final class Entry {
    private final CompletableFuture<V> value = new CompletableFuture<>();
    private int holders;
    private long idleSinceNanos;
  }

  /** A hold on a thing. */
  final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean open = true;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    V value() {
      return entry.value.join();
    }

    @Override
    public void close() {
      synchronized (LeasePool.this) {
        if (open) {
          open = false;
          release(entry);
        }
      }
    }
  }

  LeasePool(Duration idleTime, Consumer<V> closer) {
    this.idleTime = idleTime;
    this.closer = closer;
  }

  /**
   * Takes hold of a thing, which {@code maker} makes on this thread if there is none. While another
   * thread makes it, {@code checkpoint} is called now and then; it may throw.
   */
  Lease lease(K key, Callable<V> maker, Runnable checkpoint) throws Exception {
    while (true) {
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
        make(key, entry, maker);
        return new Lease(entry);
      }
      if (await(entry, checkpoint)) {
        return new Lease(entry);
      }
    }
  }

  /** Closes what nobody holds now, without waiting for the idle time. */
  void closeIdle() {
    closeIdle(Duration.ZERO);
  }

  /** How many things there are. */
  synchronized int size() {
    return entries.size();
  }

  /** How often things are held. */
  synchronized int holders() {
    return entries.values().stream().mapToInt(entry -> entry.holders).sum();
  }

  private void make(K key, Entry entry, Callable<V> maker) throws Exception {
    try {
      entry.value.complete(maker.call());
    } catch (Throwable failure) {
      synchronized (this) {
        entries.remove(key);
      }
      entry.value.completeExceptionally(failure);
      throw failure;
    }
  }

  /** Whether the thing was made; if not, its maker was killed. */
  private boolean await(Entry entry, Runnable checkpoint) throws Exception {
    boolean made = false;
    try {
      while (!made) {
        checkpoint.run();
        made = isMadeSoon(entry);
      }
      return true;
    } catch (ExecutionException failure) {
      if (isKill(failure.getCause())) {
        return false;
      }
      throw failure.getCause() instanceof Exception cause ? cause : failure;
    } finally {
      if (!made) {
        release(entry);
      }
    }
  }

  private boolean isMadeSoon(Entry entry) throws ExecutionException, InterruptedException {
    try {
      entry.value.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    }
  }

  private static boolean isKill(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TaskKilledException
          || cause instanceof InterruptedException
          || cause instanceof ClosedByInterruptException
          || cause instanceof SparkThrowable spark
              && "SPARK_JOB_CANCELLED".equals(spark.getCondition())) {
        return true;
      }
    }
    return false;
  }

  private synchronized void release(Entry entry) {
    if (--entry.holders == 0) {
      entry.idleSinceNanos = System.nanoTime();
      CompletableFuture.delayedExecutor(idleTime.toMillis(), TimeUnit.MILLISECONDS, CLOSER)
          .execute(() -> closeIdle(idleTime));
    }
  }

  private void closeIdle(Duration idleFor) {
    List<V> idle = new ArrayList<>();
    synchronized (this) {
      Iterator<Entry> all = entries.values().iterator();
      while (all.hasNext()) {
        Entry entry = all.next();
        if (entry.holders == 0 && System.nanoTime() - entry.idleSinceNanos >= idleFor.toNanos()) {
          all.remove();
          idle.add(entry.value.join());
        }
      }
    }
    idle.forEach(closer);
  }
}
