package io.dlpipelines.param;

import io.dlpipelines.persist.ShownPath;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The one place that builds Params: name, doc with unit and range, check. */
public final class ParamFactory {

  private ParamFactory() {}

  /**
   * A column's name.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what the column holds
   * @return the Param
   */
  public static Param<String> column(Params owner, String name, String doc) {
    return new Param<>(owner, name, doc, notBlank(name, "the name of a column"));
  }

  /**
   * A column's name, or an empty text for no column.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what the column holds
   * @return the Param
   */
  public static Param<String> optionalColumn(Params owner, String name, String doc) {
    return new Param<>(
        owner,
        name,
        doc + "; none if it is empty",
        new ValueRange<>(
            name, "the name of a column, or an empty text", String.class, value -> true));
  }

  /**
   * A text that is not empty.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it is
   * @return the Param
   */
  public static Param<String> text(Params owner, String name, String doc) {
    return new Param<>(owner, name, doc, notBlank(name, "a text that is not blank"));
  }

  private static Check<String> notBlank(String name, String allowed) {
    return new ValueRange<>(name, allowed, String.class, value -> !value.isBlank());
  }

  /**
   * A path, which is saved with the stage, and so must not have a password in it.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what is there
   * @return the Param
   */
  public static Param<String> path(Params owner, String name, String doc) {
    return new Param<>(
        owner,
        name,
        doc,
        new ValueRange<>(
            name,
            "a path",
            String.class,
            value -> {
              if (ShownPath.hides(value)) {
                throw new IllegalArgumentException(
                    "%s is [%s], with credentials in it, and a Param is saved with its stage. Put them into the Hadoop configuration, such as fs.s3a.access.key and fs.s3a.secret.key."
                        .formatted(name, ShownPath.of(value)));
              }
              return !value.isBlank();
            }));
  }

  /**
   * One of several words.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it chooses
   * @param values the words; another is refused with a list of these
   * @return the Param
   */
  public static Param<String> choice(Params owner, String name, String doc, List<String> values) {
    return choice(owner, name, doc, values, false);
  }

  /**
   * One of several names, in upper or lower case.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it chooses
   * @param values the names; another is refused with a list of these
   * @return the Param
   */
  public static Param<String> choiceIgnoringCase(
      Params owner, String name, String doc, List<String> values) {
    return choice(owner, name, doc, values, true);
  }

  private static Param<String> choice(
      Params owner, String name, String doc, List<String> values, boolean ignoringCase) {
    return new Param<>(
        owner,
        name,
        doc + " (" + String.join(", ", values) + ")",
        new ValueRange<>(
            name,
            "one of " + values,
            String.class,
            value ->
                values.stream()
                    .anyMatch(
                        each -> ignoringCase ? each.equalsIgnoreCase(value) : each.equals(value))));
  }

  /**
   * A number of at least a minimum.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it counts
   * @param minimum the least allowed
   * @return the Param
   */
  public static IntParam atLeast(Params owner, String name, String doc, int minimum) {
    return whole(owner, name, doc, ">= " + minimum, value -> (Integer) value >= minimum);
  }

  /**
   * A number within bounds.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it counts
   * @param minimum the least allowed
   * @param maximum the most allowed
   * @return the Param
   */
  public static IntParam between(Params owner, String name, String doc, int minimum, int maximum) {
    return whole(
        owner,
        name,
        doc,
        minimum + " to " + maximum,
        value -> (Integer) value >= minimum && (Integer) value <= maximum);
  }

  private static IntParam whole(
      Params owner, String name, String doc, String range, Check<Object> contains) {
    return new IntParam(
        owner,
        name,
        doc + " (" + range + ")",
        new ValueRange<>(name, range, Integer.class, contains));
  }

  /**
   * A number above zero.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it is
   * @return the Param
   */
  public static DoubleParam positive(Params owner, String name, String doc) {
    return number(
        owner,
        name,
        doc,
        "> 0",
        value -> (Double) value > 0 && (Double) value < Double.POSITIVE_INFINITY);
  }

  /**
   * A number of at least zero.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it is
   * @return the Param
   */
  public static DoubleParam notNegative(Params owner, String name, String doc) {
    return number(
        owner,
        name,
        doc,
        ">= 0",
        value -> (Double) value >= 0 && (Double) value < Double.POSITIVE_INFINITY);
  }

  /**
   * A share that is neither nothing nor all.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it is a share of
   * @return the Param
   */
  public static DoubleParam fraction(Params owner, String name, String doc) {
    return number(
        owner,
        name,
        doc,
        "0 to 1, both excluded",
        value -> (Double) value > 0 && (Double) value < 1);
  }

  /**
   * A share that may be the whole.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it is a share of
   * @return the Param
   */
  public static DoubleParam share(Params owner, String name, String doc) {
    return number(
        owner, name, doc, "above 0, at most 1", value -> (Double) value > 0 && (Double) value <= 1);
  }

  /**
   * A number of GPUs of a task: a share of one, or several whole ones.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it is
   * @return the Param
   */
  static DoubleParam gpus(Params owner, String name, String doc) {
    return number(
        owner,
        name,
        doc,
        "0 for none asked, up to 1, or a whole number",
        value -> {
          double amount = (Double) value;
          return amount >= 0 && amount <= 1 || amount > 1 && amount % 1 == 0;
        });
  }

  private static DoubleParam number(
      Params owner, String name, String doc, String range, Check<Object> contains) {
    return new DoubleParam(
        owner,
        name,
        doc + " (" + range + ")",
        new ValueRange<>(name, range, Double.class, contains));
  }

  /**
   * A seed of random numbers.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what is random
   * @return the Param
   */
  public static LongParam seed(Params owner, String name, String doc) {
    return new LongParam(
        owner, name, doc, new ValueRange<>(name, "a whole number", Long.class, value -> true));
  }

  /**
   * Whether something is so.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what is so if it is true
   * @return the Param
   */
  public static BooleanParam flag(Params owner, String name, String doc) {
    return new FlagParam(owner, name, doc);
  }

  /**
   * Texts that are not blank, in order.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what they are
   * @return the Param
   */
  public static StringArrayParam texts(Params owner, String name, String doc) {
    return new StringArrayParam(
        owner,
        name,
        doc,
        new ValueRange<>(
            name,
            "texts that are not blank",
            String[].class,
            values -> Stream.of(values).noneMatch(value -> value == null || value.isBlank())));
  }

  /**
   * Weights, in order.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what has weights
   * @return the Param
   */
  public static DoubleArrayParam weights(Params owner, String name, String doc) {
    return new DoubleArrayParam(
        owner,
        name,
        doc + " (>= 0, not all 0)",
        new ValueRange<>(
            name,
            "finite numbers >= 0, and not all 0",
            double[].class,
            values ->
                DoubleStream.of(values).allMatch(value -> value >= 0 && Double.isFinite(value))
                    && DoubleStream.of(values).anyMatch(value -> value > 0)));
  }

  /**
   * An object of a class, which the stage saves in a way of its own.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it is
   * @param type its class
   * @param <T> what the Param holds
   * @return the Param
   */
  public static <T> Param<T> object(Params owner, String name, String doc, Class<?> type) {
    return new Param<>(
        owner, name, doc, new ValueRange<>(name, type.getSimpleName(), type, value -> true));
  }

  /**
   * Names to names, in order.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what is mapped to what
   * @return the Param
   */
  public static Param<Map<String, String>> names(Params owner, String name, String doc) {
    return new MapParam<>(
        owner,
        name,
        doc,
        String.class,
        "names",
        "a map of at least one name to a name, none of them blank",
        value -> !value.isBlank());
  }

  /**
   * Names to numbers of at least zero, in order.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what is mapped to what
   * @return the Param
   */
  public static Param<Map<String, Double>> numbers(Params owner, String name, String doc) {
    return new MapParam<>(
        owner,
        name,
        doc + " (>= 0)",
        Double.class,
        "numbers",
        "a map of at least one name to a finite number >= 0",
        value -> value >= 0 && value < Double.POSITIVE_INFINITY);
  }
}
