package io.dlpipelines.scoring;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * The executor's threads that wait for engines while tasks prepare further batches: as many as
 * batches are under way, and none when nothing is scored.
 */
final class EngineThreads {
  static final Executor SHARED = Executors.newCachedThreadPool(EngineThreads::thread);

  private EngineThreads() {}

  /** Threads that outlive the task that needed them first keep nothing of it. */
  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, "dlpipelines-scoring", 0, false);
    thread.setContextClassLoader(EngineThreads.class.getClassLoader());
    thread.setDaemon(true);
    return thread;
  }
}
