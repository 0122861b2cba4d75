package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Adds the confidence in each class.
 *
 * @param <S> the stage
 */
public interface HasRawPredictionCol<S extends HasRawPredictionCol<S>> extends Params {

  /**
   * The column that is added for the confidence in each class.
   *
   * @return the Param
   */
  Param<String> rawPredictionCol();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> rawPredictionColParam(Params owner) {
    return ParamFactory.optionalColumn(
        owner,
        "rawPredictionCol",
        "name of the column that is added for the confidence in each class, from which"
            + " probabilities are made");
  }

  /**
   * The column that is added for the confidence in each class.
   *
   * @return the value
   */
  default String getRawPredictionCol() {
    return getOrDefault(rawPredictionCol());
  }

  /**
   * Sets the column that is added for the confidence in each class.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setRawPredictionCol(String value) {
    set(rawPredictionCol(), requireNonNull(value, "rawPredictionCol"));
    return (S) this;
  }
}
