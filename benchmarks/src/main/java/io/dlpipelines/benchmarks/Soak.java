package io.dlpipelines.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.spark.sql.SparkSession;

/**
 * Scores with three models in turn for a long time, while one of two executors is killed now and
 * then, jobs are cancelled and jobs fail. Prints each minute what the driver and the executor that
 * is never killed hold, and at the end how that grew after the first minutes.
 */
public final class Soak {
  private static final int EXECUTOR_MEGABYTES = 1024;
  private static final Duration WARM_UP = Duration.ofMinutes(5);
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final int SEED = 1;

  private final SparkSession spark;
  private final List<SoakModel> models;
  private final Random random = new Random(SEED);
  private int scored;
  private int kills;
  private int cancelled;
  private int failed;

  private Soak(SparkSession spark) {
    this.spark = spark;
    this.models = SoakModel.all(spark);
  }

  /** What is held at one time. */
  private record Memory(double driver, double executor) {
    static Memory of(ExecutorState survivor) throws IOException {
      return new Memory(
          ExecutorState.residentMegabytes(ProcessHandle.current().pid()),
          survivor.residentMegabytes());
    }
  }

  /**
   * Runs.
   *
   * @param arguments minutes, 30 where not given
   * @throws IOException if Spark cannot be closed
   */
  public static void main(String[] arguments) throws IOException {
    Duration length =
        Duration.ofMinutes(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30);
    String touchedAtOnce = "-Xms%dm -XX:+AlwaysPreTouch".formatted(EXECUTOR_MEGABYTES);
    try (SparkSession spark = Executors.start(EXECUTOR_MEGABYTES, touchedAtOnce)) {
      new Soak(spark).run(length);
    }
  }

  private void run(Duration length) throws IOException {
    ExecutorState survivor = ExecutorState.all(spark).get(0);
    long start = System.nanoTime();
    Memory warm = null;
    Memory last = null;
    ExecutorState warmState = null;
    System.out.println("minute  scored  kills  cancelled  failed  driver, MB  executor, MB");
    for (long step = 1; step <= length.toMinutes(); step++) {
      while (System.nanoTime() - start < STEP.multipliedBy(step).toNanos()) {
        round();
      }
      ExecutorState state = ExecutorState.all(spark).get(0);
      if (state.pid() != survivor.pid()) {
        throw new IllegalStateException("the executor that is never killed died");
      }
      last = Memory.of(state);
      System.out.printf(
          "%6d  %6d  %5d  %9d  %6d  %10.0f  %12.0f%n",
          step, scored, kills, cancelled, failed, last.driver(), last.executor());
      if (step == WARM_UP.toMinutes()) {
        warm = last;
        warmState = state;
      }
    }
    ExecutorState end = ExecutorState.all(spark).get(0);
    System.out.printf("live at the end: %s%n", end);
    if (warm != null) {
      System.out.printf("live after %d minutes: %s%n", WARM_UP.toMinutes(), warmState);
      System.out.printf(
          "growth after %d minutes: driver %.1f %%, executor %.1f %%%n",
          WARM_UP.toMinutes(),
          100 * (last.driver() / warm.driver() - 1),
          100 * (last.executor() / warm.executor() - 1));
    }
  }

  private void round() {
    SoakModel model = models.get(random.nextInt(models.size()));
    switch (random.nextInt(12)) {
      case 0 -> scoreAndKill(model);
      case 1 -> cancel(model);
      case 2 -> fail();
      default -> model.score();
    }
    scored++;
  }

  private void scoreAndKill(SoakModel model) {
    List<ExecutorState> executors = ExecutorState.all(spark);
    CompletableFuture<Void> scoring = CompletableFuture.runAsync(model::score);
    pause();
    executors.stream().skip(1).forEach(ExecutorState::kill);
    scoring.join();
    kills++;
  }

  private void cancel(SoakModel model) {
    CompletableFuture<Void> scoring =
        CompletableFuture.runAsync(
            () -> {
              spark.sparkContext().setJobGroup("cancelled", "cancelled", true);
              try {
                model.score();
              } finally {
                spark.sparkContext().clearJobGroup();
              }
            });
    pause();
    spark.sparkContext().cancelJobGroup("cancelled");
    try {
      scoring.join();
    } catch (CompletionException expected) {
      cancelled++;
    }
  }

  private void fail() {
    try {
      SoakModel.failing(spark).head();
      throw new IllegalStateException("a row that cannot be scored was scored");
    } catch (Exception expected) {
      if (!String.valueOf(expected.getMessage()).contains("cannot be scored")) {
        throw expected;
      }
      failed++;
    }
  }

  private void pause() {
    try {
      Thread.sleep(random.nextInt(1_500));
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
  }
}
