package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Learns more from some rows than from others.
 *
 * @param <S> the stage
 */
public interface HasWeightCol<S extends HasWeightCol<S>> extends Params {

  /**
   * The column with the weight of each row.
   *
   * @return the Param
   */
  Param<String> weightCol();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> weightColParam(Params owner) {
    return ParamFactory.column(
        owner,
        "weightCol",
        "name of the column with the weight of each row (>= 0); all rows weigh the same where it is"
            + " not set");
  }

  /**
   * The column with the weight of each row.
   *
   * @return the value
   */
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /**
   * Sets the column with the weight of each row.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setWeightCol(String value) {
    set(weightCol(), requireNonNull(value, "weightCol"));
    return (S) this;
  }
}
