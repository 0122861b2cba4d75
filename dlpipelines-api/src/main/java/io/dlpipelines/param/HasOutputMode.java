package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Chooses what flat floating-point outputs become.
 *
 * @param <S> the stage
 */
public interface HasOutputMode<S extends HasOutputMode<S>> extends Params {

  /**
   * What floating-point outputs of rank one become.
   *
   * @return the Param
   */
  Param<String> outputMode();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> outputModeParam(Params owner) {
    return ParamFactory.choice(
        owner,
        "outputMode",
        "what floating-point outputs of rank one become",
        List.of("vector", "array"));
  }

  /**
   * What floating-point outputs of rank one become.
   *
   * @return the value
   */
  default String getOutputMode() {
    return getOrDefault(outputMode());
  }

  /**
   * Sets what floating-point outputs of rank one become: {@code vector} or {@code array}.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setOutputMode(String value) {
    set(outputMode(), requireNonNull(value, "outputMode"));
    return (S) this;
  }
}
