package io.dlpipelines.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Threads of the driver that wait for jobs. They are made by the thread that fits, so they inherit
 * its session and the properties of its jobs: group, description, pool.
 */
final class ParallelFits implements AutoCloseable {
  private final ExecutorService threads;

  ParallelFits(int parallelism, String name) {
    threads =
        Executors.newFixedThreadPool(
            parallelism,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The results in the order of the inputs. */
  <T, R> List<R> all(List<T> inputs, Function<T, R> fit) {
    List<Future<R>> running =
        inputs.stream().map(each -> threads.submit(() -> fit.apply(each))).toList();
    List<R> results = new ArrayList<>();
    try {
      for (Future<R> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The search was interrupted.", interrupted);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failed.getCause());
    }
  }

  /** Ends what still runs after a failure. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
