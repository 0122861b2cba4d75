package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Writes one column.
 *
 * @param <S> the stage
 */
public interface HasOutputCol<S extends HasOutputCol<S>> extends Params {

  /**
   * The column that is added.
   *
   * @return the Param
   */
  Param<String> outputCol();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> outputColParam(Params owner) {
    return ParamFactory.column(
        owner, "outputCol", "name of the column that is added; it must not exist");
  }

  /**
   * The column that is added.
   *
   * @return the value
   */
  default String getOutputCol() {
    return getOrDefault(outputCol());
  }

  /**
   * Sets the column that is added; it must not exist.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setOutputCol(String value) {
    set(outputCol(), requireNonNull(value, "outputCol"));
    return (S) this;
  }
}
