package io.dlpipelines.param;

import io.dlpipelines.persist.ShownPath;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

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
    return new Param<>(owner, name, doc, (Check<String>) value -> !value.isBlank());
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
    return new Param<>(owner, name, doc, (Check<String>) value -> !value.isBlank());
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
        (Check<String>)
            value -> {
              if (ShownPath.hides(value)) {
                throw new IllegalArgumentException(
                    "%s is [%s], with credentials in it, and a Param is saved with its stage. Put them into the Hadoop configuration, such as fs.s3a.access.key and fs.s3a.secret.key."
                        .formatted(name, ShownPath.of(value)));
              }
              return !value.isBlank();
            });
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
        (Check<String>)
            value -> {
              if (values.stream()
                  .noneMatch(
                      each -> ignoringCase ? each.equalsIgnoreCase(value) : each.equals(value))) {
                throw new IllegalArgumentException(
                    "%s is [%s], and must be one of %s.".formatted(name, value, values));
              }
              return true;
            });
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
    return new IntParam(
        owner,
        name,
        doc + " (>= " + minimum + ")",
        (Check<Object>) value -> (Integer) value >= minimum);
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
    return new IntParam(
        owner,
        name,
        doc + " (" + minimum + " to " + maximum + ")",
        (Check<Object>) value -> (Integer) value >= minimum && (Integer) value <= maximum);
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
    return new DoubleParam(
        owner, name, doc + " (> 0)", (Check<Object>) value -> (Double) value > 0);
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
    return new DoubleParam(
        owner, name, doc + " (>= 0)", (Check<Object>) value -> (Double) value >= 0);
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
    return new DoubleParam(
        owner,
        name,
        doc + " (0 to 1, both excluded)",
        (Check<Object>) value -> (Double) value > 0 && (Double) value < 1);
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
    return new DoubleParam(
        owner,
        name,
        doc + " (above 0, at most 1)",
        (Check<Object>) value -> (Double) value > 0 && (Double) value <= 1);
  }

  /**
   * Yes or no.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what is so if it is true
   * @return the Param
   */
  public static BooleanParam flag(Params owner, String name, String doc) {
    return new BooleanParam(owner, name, doc);
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
    return new MapParam<>(owner, name, doc, String.class, "names", value -> !value.isBlank());
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
        value -> value >= 0 && value < Double.POSITIVE_INFINITY);
  }
}
