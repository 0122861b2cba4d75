package io.dlpipelines.training;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * The cores of this executor, which trainings share: each takes as many as it has threads, and
 * waits until they are free, so that parallel fits do not get into each other's way.
 */
public final class ExecutorCores implements AutoCloseable {
  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+)(,.*)?]");
  private static final long POLL_MILLIS = 100;
  private static final int COUNT = count();
  private static final Semaphore FREE = new Semaphore(COUNT, true);

  private final int taken;

  private ExecutorCores(int taken) {
    this.taken = taken;
  }

  /**
   * Waits for cores.
   *
   * @param wanted how many; more than there are is all, and 0 is all
   * @param context the task that waits, which may be killed
   * @return the cores, to be given back
   * @throws InterruptedException if the task's thread is interrupted
   */
  public static ExecutorCores take(int wanted, TaskContext context) throws InterruptedException {
    int cores = wanted == 0 ? COUNT : Math.min(wanted, COUNT);
    while (!FREE.tryAcquire(cores, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      context.killTaskIfInterrupted();
    }
    return new ExecutorCores(cores);
  }

  /**
   * How many were taken.
   *
   * @return the number of threads to use
   */
  public int threads() {
    return taken;
  }

  private static int count() {
    int processors = Runtime.getRuntime().availableProcessors();
    SparkConf conf = SparkEnv.get().conf();
    Matcher local = LOCAL.matcher(conf.get("spark.master", ""));
    return local.matches()
        ? Math.min(processors, Integer.parseInt(local.group(1)))
        : conf.getInt("spark.executor.cores", processors);
  }

  @Override
  public void close() {
    FREE.release(taken);
  }
}
