package io.dlpipelines.samples.run;

import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.report.StepTime;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.SparkContext;

/**
 * Tells a user what a run is doing: a line when a step begins, a line when it ends, and in between
 * a bar on a terminal or now and then a line in a log.
 */
public final class Progress {

  private final PrintStream out;
  private final boolean isTerminal;
  private final List<StepTime> steps = new ArrayList<>();
  private SparkWork work = new SparkWork();

  /**
   * Writes to a stream.
   *
   * @param out where to
   * @param isTerminal whether lines that are written can be overwritten
   */
  public Progress(PrintStream out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  /**
   * Writes to the console.
   *
   * @return progress as the console can show it
   */
  public static Progress onConsole() {
    return new Progress(System.out, Boolean.getBoolean("dlpipelines.terminal"));
  }

  /** Watches the tasks of this Spark from now on. */
  void watch(SparkContext spark) {
    work = new SparkWork();
    spark.addSparkListener(work);
  }

  /**
   * Prints a line that belongs to no step.
   *
   * @param line the line
   */
  public void say(String line) {
    out.println(line);
    out.flush();
  }

  /**
   * Does one step.
   *
   * @param title what is done
   * @param step does it
   * @param result says in a few words what came of it
   * @param <T> what comes of it
   * @return what came of it
   * @throws Exception if the step fails
   */
  public <T> T step(String title, Callable<T> step, Function<T, String> result) throws Exception {
    Callable<T> ticking =
        () -> {
          try (Ticker ticker = isTerminal ? Ticker.bar(out, work) : Ticker.lines(out, work)) {
            ticker.start();
            return step.call();
          }
        };
    return quietStep(title, ticking, result);
  }

  /**
   * Does one step that tells of itself as it goes on.
   *
   * @param title what is done
   * @param step does it
   * @param result says in a few words what came of it
   * @param <T> what comes of it
   * @return what came of it
   * @throws Exception if the step fails
   */
  public <T> T quietStep(String title, Callable<T> step, Function<T, String> result)
      throws Exception {
    say("▸ " + title);
    work.reset();
    long start = System.nanoTime();
    T value = step.call();
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    String text = result.apply(value);
    say("  " + text + "  [" + Numbers.time(time) + "]");
    steps.add(new StepTime(title, text, time));
    return value;
  }

  /**
   * What was done.
   *
   * @return the steps so far
   */
  public List<StepTime> steps() {
    return List.copyOf(steps);
  }
}
