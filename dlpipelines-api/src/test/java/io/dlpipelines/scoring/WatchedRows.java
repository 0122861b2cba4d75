package io.dlpipelines.scoring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.TaskCompletionListener;

/** The rows of one task that tell how many have been read, and how the task fares. */
final class WatchedRows {
  private static final long LIMIT_MILLIS = 30_000;
  private static final Object LOCK = new Object();
  private static int read;
  private static TaskContext task;
  private static boolean ending;
  private static boolean interruptedAtTheEnd;

  /** What is waited for. */
  private interface Condition {
    boolean holds();
  }

  private WatchedRows() {}

  static Dataset<Row> of(Dataset<Row> rows) {
    synchronized (LOCK) {
      read = 0;
      task = null;
      ending = false;
      interruptedAtTheEnd = false;
    }
    UDF1<Long, Boolean> watch =
        id -> {
          hasRead();
          return true;
        };
    return rows.filter(udf(watch, DataTypes.BooleanType).asNondeterministic().apply(col("id")));
  }

  /** The listener runs before those that were added before the first row was read. */
  private static void hasRead() {
    synchronized (LOCK) {
      read++;
      if (task == null) {
        task = TaskContext.get();
        task.addTaskCompletionListener((TaskCompletionListener) ended -> hasEnded());
      }
      LOCK.notifyAll();
    }
  }

  private static void hasEnded() {
    synchronized (LOCK) {
      ending = true;
      interruptedAtTheEnd = Thread.currentThread().isInterrupted();
      LOCK.notifyAll();
    }
  }

  static int read() {
    synchronized (LOCK) {
      return read;
    }
  }

  static boolean wasInterruptedAtTheEnd() {
    synchronized (LOCK) {
      return interruptedAtTheEnd;
    }
  }

  static void awaitRead(int count) throws InterruptedException {
    await("%d rows read".formatted(count), () -> read >= count);
  }

  /** Waits until nobody wants rows any more, and a little longer. */
  static void awaitEnding() throws InterruptedException {
    await("the task's end", () -> ending);
    Thread.sleep(200);
  }

  /** Waits until the task is killed, and a little longer. */
  static void awaitKill() throws InterruptedException {
    await("a kill", () -> task != null && task.isInterrupted());
    Thread.sleep(200);
  }

  private static void await(String what, Condition condition) throws InterruptedException {
    long end = System.currentTimeMillis() + LIMIT_MILLIS;
    synchronized (LOCK) {
      while (!condition.holds()) {
        if (System.currentTimeMillis() > end) {
          throw new IllegalStateException("waited in vain for " + what);
        }
        LOCK.wait(10);
      }
    }
  }
}
