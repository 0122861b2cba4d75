package io.dlpipelines.tuning;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;

/**
 * Draws settings at random, for {@code CrossValidator}, {@code TrainValidationSplit} or {@link
 * HalvingSearch}, where Spark's {@code ParamGridBuilder} would try each value with each other. With
 * as many fits, random settings try more values of the Params that matter (Bergstra and Bengio,
 * Random Search for Hyper-Parameter Optimization, JMLR 13, 2012).
 *
 * <p>The same seed and the same Params in the same order give the same settings, and a longer
 * search begins with the settings of a shorter one. Used by one thread.
 */
public final class RandomSearch {
  /** The boxes in which numbers travel; Spark's Params of numbers do not say so in their types. */
  private static final Map<Class<?>, Class<?>> NUMBERS =
      Map.of(
          DoubleParam.class, Double.class,
          FloatParam.class, Float.class,
          IntParam.class, Integer.class,
          LongParam.class, Long.class);

  private final long seed;
  private final Map<Param<Object>, Function<Random, Object>> draws = new LinkedHashMap<>();
  private ParamMap base = new ParamMap();

  /**
   * Starts without Params.
   *
   * @param seed of all draws
   */
  public RandomSearch(long seed) {
    this.seed = seed;
  }

  /**
   * Draws numbers whose logarithms are spread evenly, as fits learning rates and penalties.
   *
   * @param param the Param
   * @param lower the least, more than 0
   * @param upper the greatest
   * @return this search
   * @throws IllegalArgumentException if the bounds are not in order, or the Param refuses one
   */
  public RandomSearch logUniform(DoubleParam param, double lower, double upper) {
    requirePositive(param, lower);
    requireRange(param, lower, upper);
    return add(param, lower, upper, random -> logarithmic(random, lower, upper));
  }

  /**
   * Draws numbers whose logarithms are spread evenly.
   *
   * @param param the Param
   * @param lower the least, more than 0
   * @param upper the greatest
   * @return this search
   * @throws IllegalArgumentException if the bounds are not in order, or the Param refuses one
   */
  public RandomSearch logUniform(FloatParam param, float lower, float upper) {
    requirePositive(param, lower);
    requireRange(param, lower, upper);
    return add(param, lower, upper, random -> (float) logarithmic(random, lower, upper));
  }

  /**
   * Draws numbers that are spread evenly.
   *
   * @param param the Param
   * @param lower the least
   * @param upper the greatest
   * @return this search
   * @throws IllegalArgumentException if the bounds are not in order, or the Param refuses one
   */
  public RandomSearch uniform(DoubleParam param, double lower, double upper) {
    requireRange(param, lower, upper);
    return add(param, lower, upper, random -> between(random, lower, upper));
  }

  /**
   * Draws numbers that are spread evenly.
   *
   * @param param the Param
   * @param lower the least
   * @param upper the greatest
   * @return this search
   * @throws IllegalArgumentException if the bounds are not in order, or the Param refuses one
   */
  public RandomSearch uniform(FloatParam param, float lower, float upper) {
    requireRange(param, lower, upper);
    return add(param, lower, upper, random -> (float) between(random, lower, upper));
  }

  /**
   * Draws whole numbers, each as likely.
   *
   * @param param the Param
   * @param from the least
   * @param to the greatest, which is drawn too
   * @return this search
   * @throws IllegalArgumentException if the bounds are not in order, or the Param refuses one
   */
  public RandomSearch integers(IntParam param, int from, int to) {
    requireRange(param, from, to);
    return add(param, from, to, random -> (int) random.nextLong(from, to + 1L));
  }

  /**
   * Draws whole numbers, each as likely.
   *
   * @param param the Param
   * @param from the least
   * @param to the greatest, which is drawn too; less than {@link Long#MAX_VALUE}
   * @return this search
   * @throws IllegalArgumentException if the bounds are not in order, or the Param refuses one
   */
  public RandomSearch integers(LongParam param, long from, long to) {
    if (from > to || to == Long.MAX_VALUE) {
      throw wrong(param, "cannot be drawn from %d to %d".formatted(from, to));
    }
    return add(param, from, to, random -> random.nextLong(from, to + 1));
  }

  /**
   * Draws one of several values, each as likely: names, models, numbers.
   *
   * @param param the Param
   * @param values the values, one or more
   * @param <T> their type
   * @return this search
   * @throws IllegalArgumentException if there are none, or the Param refuses one
   */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public final <T> RandomSearch oneOf(Param<T> param, T... values) {
    List<T> all = List.of(values);
    if (all.isEmpty()) {
      throw wrong(param, "has no values to be drawn from");
    }
    for (T value : all) {
      requireType(param, value);
      new ParamPair<>(param, value);
    }
    return put(param, random -> all.get(random.nextInt(all.size())));
  }

  /**
   * Sets Params alike in all settings.
   *
   * @param pairs Params and their values
   * @return this search
   */
  public RandomSearch baseOn(ParamPair<?>... pairs) {
    return baseOn(new ParamMap().put(pairs));
  }

  /**
   * Sets Params alike in all settings.
   *
   * @param settings Params and their values; a Param that is drawn keeps being drawn
   * @return this search
   */
  public RandomSearch baseOn(ParamMap settings) {
    base = base.$plus$plus(requireNonNull(settings, "settings"));
    return this;
  }

  /**
   * Draws settings. Where few values are possible, some may come more than once.
   *
   * @param n how many, 1 or more
   * @return the settings
   * @throws IllegalArgumentException if {@code n} is less than 1, or no Param is to be drawn
   */
  public ParamMap[] build(int n) {
    if (n < 1) {
      throw new IllegalArgumentException(
          "A random search of %d settings was asked for; ask for 1 or more.".formatted(n));
    }
    if (draws.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no Param to draw; add some with uniform, logUniform, integers or oneOf.");
    }
    Random random = new Random(seed);
    List<ParamMap> settings = new ArrayList<>();
    for (int each = 0; each < n; each++) {
      ParamMap setting = base.copy();
      draws.forEach((param, draw) -> setting.put(param, draw.apply(random)));
      settings.add(setting);
    }
    return settings.toArray(ParamMap[]::new);
  }

  private static double logarithmic(Random random, double lower, double upper) {
    return clamp(Math.exp(between(random, Math.log(lower), Math.log(upper))), lower, upper);
  }

  private static double between(Random random, double lower, double upper) {
    return clamp(lower + random.nextDouble() * (upper - lower), lower, upper);
  }

  /** Rounding may lead out of the bounds. */
  private static double clamp(double value, double lower, double upper) {
    return Math.min(upper, Math.max(lower, value));
  }

  /** The Param's own check sees both bounds before anything is drawn. */
  private RandomSearch add(
      Param<Object> param, Object lower, Object upper, Function<Random, Object> draw) {
    new ParamPair<>(param, lower);
    new ParamPair<>(param, upper);
    return put(param, draw);
  }

  @SuppressWarnings("unchecked")
  private RandomSearch put(Param<?> param, Function<Random, Object> draw) {
    draws.put((Param<Object>) param, draw);
    return this;
  }

  private static void requirePositive(Param<?> param, double lower) {
    if (!(lower > 0)) {
      throw wrong(param, "has no logarithm at its lower bound %s".formatted(lower));
    }
  }

  private static void requireRange(Param<?> param, double lower, double upper) {
    if (!(lower <= upper) || Double.isInfinite(upper - lower)) {
      throw wrong(param, "cannot be drawn from %s to %s".formatted(lower, upper));
    }
  }

  private static void requireType(Param<?> param, Object value) {
    Class<?> number = NUMBERS.get(param.getClass());
    if (number != null && !number.isInstance(value)) {
      throw wrong(
          param,
          "takes values of type %s, and [%s] is of type %s"
              .formatted(number.getSimpleName(), value, value.getClass().getSimpleName()));
    }
  }

  private static IllegalArgumentException wrong(Param<?> param, String problem) {
    return new IllegalArgumentException(
        "Param %s %s. Give a lower bound that is not above the upper one, both finite, or values that the Param takes."
            .formatted(param.name(), problem));
  }
}
