package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Takes features from one column.
 *
 * @param <S> the stage
 */
public interface HasFeaturesCol<S extends HasFeaturesCol<S>> extends Params {

  /**
   * The column with the features.
   *
   * @return the Param
   */
  Param<String> featuresCol();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> featuresColParam(Params owner) {
    return ParamFactory.column(
        owner,
        "featuresCol",
        "name of the column with the features: a vector, an array or a number");
  }

  /**
   * The column with the features.
   *
   * @return the value
   */
  default String getFeaturesCol() {
    return getOrDefault(featuresCol());
  }

  /**
   * Sets the column with the features.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setFeaturesCol(String value) {
    set(featuresCol(), requireNonNull(value, "featuresCol"));
    return (S) this;
  }
}
