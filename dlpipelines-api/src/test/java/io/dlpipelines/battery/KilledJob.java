package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.SparkSession;

/** Kills the jobs of an action once they have read some {@link SlowRows}. */
final class KilledJob {

  private KilledJob() {}

  /** Returns when the last task has ended. An action that reads no rows cannot be killed. */
  static void run(SparkSession spark, boolean interrupt, Runnable action) {
    SilentSpark.during(
        () -> {
          runAndKill(spark, interrupt, action);
          return null;
        });
  }

  private static void runAndKill(SparkSession spark, boolean interrupt, Runnable action) {
    SparkContext context = spark.sparkContext();
    String group = "battery-" + UUID.randomUUID();
    CompletableFuture<Void> job = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              context.setJobGroup(group, "to be killed", interrupt);
              try {
                action.run();
                job.complete(null);
              } catch (Throwable failure) {
                job.completeExceptionally(failure);
              }
            },
            group);
    thread.start();
    Eventually.get(
        "the job reads rows", () -> SlowRows.haveStarted() || job.isDone(), started -> started);
    if (!job.isDone()) {
      context.cancelJobGroup(group);
      Eventually.get("the killed job ends", job::isDone, done -> done);
      assertThat(job).as("the killed job").isCompletedExceptionally();
    }
    Eventually.get("tasks of the killed job", () -> runningTasks(context), count -> count == 0);
    rethrowUnlessKilled(job);
  }

  private static void rethrowUnlessKilled(CompletableFuture<Void> job) {
    try {
      job.join();
    } catch (CompletionException e) {
      new Failure(e).message().containsPattern("(?i)cancel");
    }
  }

  private static int runningTasks(SparkContext context) {
    return Arrays.stream(context.statusTracker().getExecutorInfos())
        .mapToInt(SparkExecutorInfo::numRunningTasks)
        .sum();
  }
}
