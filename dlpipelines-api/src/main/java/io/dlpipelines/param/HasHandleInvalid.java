package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Has a policy for rows that cannot be scored.
 *
 * @param <S> the stage
 */
public interface HasHandleInvalid<S extends HasHandleInvalid<S>> extends Params {

  /**
   * What becomes of rows that cannot be scored.
   *
   * @return the Param
   */
  Param<String> handleInvalid();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> handleInvalidParam(Params owner) {
    return ParamFactory.choice(
        owner,
        "handleInvalid",
        "what becomes of rows that cannot be scored: an error that names the row, drop them, or keep them with null outputs",
        List.of("error", "skip", "keep"));
  }

  /**
   * What becomes of rows that cannot be scored.
   *
   * @return the value
   */
  default String getHandleInvalid() {
    return getOrDefault(handleInvalid());
  }

  /**
   * Sets what becomes of rows that cannot be scored: {@code error} fails the job and names the row,
   * {@code skip} drops them, {@code keep} gives them null outputs. The last two count them in the
   * scoring node's metric {@code number of invalid rows}.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setHandleInvalid(String value) {
    set(handleInvalid(), requireNonNull(value, "handleInvalid"));
    return (S) this;
  }
}
