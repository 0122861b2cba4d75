package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Adds a prediction.
 *
 * @param <S> the stage
 */
public interface HasPredictionCol<S extends HasPredictionCol<S>> extends Params {

  /**
   * The column that is added for the prediction.
   *
   * @return the Param
   */
  Param<String> predictionCol();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> predictionColParam(Params owner) {
    return ParamFactory.column(
        owner, "predictionCol", "name of the column that is added for the prediction");
  }

  /**
   * The column that is added for the prediction.
   *
   * @return the value
   */
  default String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  /**
   * Sets the column that is added for the prediction.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setPredictionCol(String value) {
    set(predictionCol(), requireNonNull(value, "predictionCol"));
    return (S) this;
  }
}
