package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;

/** Which tasks run where, and how they end, until it is closed. */
public final class TaskEnds extends SparkListener implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private final SparkContext context;
  private final Map<Long, String> running = new ConcurrentHashMap<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger killed = new AtomicInteger();

  private TaskEnds(SparkContext context) {
    this.context = context;
  }

  public static TaskEnds of(SparkSession spark) {
    TaskEnds ends = new TaskEnds(spark.sparkContext());
    ends.context.addSparkListener(ends);
    return ends;
  }

  /** An executor that runs a task now, once so many tasks are done. */
  public String busyExecutor(int afterDone) throws InterruptedException {
    await(() -> done.get() >= afterDone && !running.isEmpty(), afterDone + " tasks done");
    return running.values().iterator().next();
  }

  /** Tasks that have a result. */
  public int done() {
    return settled(done);
  }

  /** Tasks whose executor died. */
  public int lost() {
    return settled(lost);
  }

  /** Waits until so many tasks were killed: cancelled, or overtaken by another attempt. */
  public void awaitKilled(int count) throws InterruptedException {
    await(() -> killed.get() >= count, count + " tasks to be killed");
  }

  private int settled(AtomicInteger count) {
    try {
      context.listenerBus().waitUntilEmpty();
    } catch (Exception late) {
      throw new IllegalStateException("Spark still tells of tasks.", late);
    }
    return count.get();
  }

  /** Waits for something that comes soon. */
  public static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for %s", what).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    running.put(task.taskInfo().taskId(), task.taskInfo().executorId());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    running.remove(task.taskInfo().taskId());
    if (task.reason() == Success$.MODULE$) {
      done.incrementAndGet();
    } else if (task.reason() instanceof ExecutorLostFailure) {
      lost.incrementAndGet();
    } else if (task.reason() instanceof TaskKilled) {
      killed.incrementAndGet();
    }
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
