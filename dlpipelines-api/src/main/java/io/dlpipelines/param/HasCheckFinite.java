package io.dlpipelines.param;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Params;

/**
 * Can treat NaN and infinity as invalid.
 *
 * @param <S> the stage
 */
public interface HasCheckFinite<S extends HasCheckFinite<S>> extends Params {

  /**
   * Whether NaN and infinity in an input make a row invalid.
   *
   * @return the Param
   */
  BooleanParam checkFinite();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static BooleanParam checkFiniteParam(Params owner) {
    return ParamFactory.flag(
        owner, "checkFinite", "whether NaN and infinity in an input make a row invalid");
  }

  /**
   * Whether NaN and infinity in an input make a row invalid.
   *
   * @return the value
   */
  default boolean getCheckFinite() {
    return (Boolean) getOrDefault(checkFinite());
  }

  /**
   * Sets whether NaN and infinity in an input make a row invalid.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setCheckFinite(boolean value) {
    set(checkFinite(), value);
    return (S) this;
  }
}
