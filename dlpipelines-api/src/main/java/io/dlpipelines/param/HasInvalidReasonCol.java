package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Says in a column why a row has no outputs.
 *
 * @param <S> the stage
 */
public interface HasInvalidReasonCol<S extends HasInvalidReasonCol<S>> extends Params {

  /**
   * The column that says why a row has no outputs.
   *
   * @return the Param
   */
  Param<String> invalidReasonCol();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> invalidReasonColParam(Params owner) {
    return ParamFactory.column(
        owner,
        "invalidReasonCol",
        "name of the column that says why a row has null outputs; needs handleInvalid = keep; unset: no such column");
  }

  /**
   * The column that says why a row has no outputs.
   *
   * @return the value
   */
  default String getInvalidReasonCol() {
    return getOrDefault(invalidReasonCol());
  }

  /**
   * Sets the column that says why a row has no outputs; null for good rows.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setInvalidReasonCol(String value) {
    set(invalidReasonCol(), requireNonNull(value, "invalidReasonCol"));
    return (S) this;
  }
}
