package io.dlpipelines.battery;

import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/** Keeps failures that are wanted out of the log, where they would look like others. */
public final class SilentSpark {

  private static final String USUAL_LEVEL = "WARN";

  private SilentSpark() {}

  /**
   * Does something while Spark logs nothing.
   *
   * @param action what to do
   * @param <T> what it gives
   * @return its result
   */
  public static <T> T during(Supplier<T> action) {
    SparkContext context = SparkContext.getOrCreate();
    context.setLogLevel("OFF");
    try {
      return action.get();
    } finally {
      context.setLogLevel(context.getConf().get("spark.log.level", USUAL_LEVEL));
    }
  }
}
