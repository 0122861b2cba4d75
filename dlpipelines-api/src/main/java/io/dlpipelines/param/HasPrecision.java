package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Chooses the numbers that a network multiplies with.
 *
 * @param <S> the stage
 */
public interface HasPrecision<S extends HasPrecision<S>> extends Params {

  /**
   * The numbers that matrices are multiplied and images convolved in.
   *
   * @return the Param
   */
  Param<String> precision();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> precisionParam(Params owner) {
    return ParamFactory.choice(
        owner,
        "precision",
        "the numbers that matrices are multiplied and images convolved in",
        List.of("float32", "float16", "bfloat16"));
  }

  /**
   * The numbers that matrices are multiplied and images convolved in.
   *
   * @return the value
   */
  default String getPrecision() {
    return getOrDefault(precision());
  }

  /**
   * Sets the numbers that matrices are multiplied and images convolved in: {@code float32}, {@code
   * float16} or {@code bfloat16}. Inputs, outputs and weights are float32 with each.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setPrecision(String value) {
    set(precision(), requireNonNull(value, "precision"));
    return (S) this;
  }
}
