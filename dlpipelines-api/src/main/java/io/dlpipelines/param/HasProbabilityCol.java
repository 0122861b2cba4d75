package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Adds the probability of each class.
 *
 * @param <S> the stage
 */
public interface HasProbabilityCol<S extends HasProbabilityCol<S>> extends Params {

  /**
   * The column that is added for the probability of each class.
   *
   * @return the Param
   */
  Param<String> probabilityCol();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> probabilityColParam(Params owner) {
    return ParamFactory.optionalColumn(
        owner,
        "probabilityCol",
        "name of the column that is added for the probability of each class");
  }

  /**
   * The column that is added for the probability of each class.
   *
   * @return the value
   */
  default String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }

  /**
   * Sets the column that is added for the probability of each class.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setProbabilityCol(String value) {
    set(probabilityCol(), requireNonNull(value, "probabilityCol"));
    return (S) this;
  }
}
