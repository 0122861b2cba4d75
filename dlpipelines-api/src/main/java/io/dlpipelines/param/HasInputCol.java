package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Reads one column.
 *
 * @param <S> the stage
 */
public interface HasInputCol<S extends HasInputCol<S>> extends Params {

  /**
   * The column that is read.
   *
   * @return the Param
   */
  Param<String> inputCol();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> inputColParam(Params owner) {
    return ParamFactory.column(owner, "inputCol", "name of the column that is read");
  }

  /**
   * The column that is read.
   *
   * @return the value
   */
  default String getInputCol() {
    return getOrDefault(inputCol());
  }

  /**
   * Sets the column that is read.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setInputCol(String value) {
    set(inputCol(), requireNonNull(value, "inputCol"));
    return (S) this;
  }
}
