package io.dlpipelines.param;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Params;

/**
 * Can compile a network with XLA.
 *
 * @param <S> the stage
 */
public interface HasXla<S extends HasXla<S>> extends Params {

  /**
   * Whether the network is compiled with XLA.
   *
   * @return the Param
   */
  BooleanParam xla();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static BooleanParam xlaParam(Params owner) {
    return ParamFactory.flag(
        owner, "xla", "whether the network is compiled with XLA, once for each size of batches");
  }

  /**
   * Whether the network is compiled with XLA.
   *
   * @return the value
   */
  default boolean getXla() {
    return (Boolean) getOrDefault(xla());
  }

  /**
   * Sets whether the network is compiled with XLA, as far as XLA can. Each size of batches is
   * compiled when it first occurs, which takes seconds for a large network.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setXla(boolean value) {
    set(xla(), value);
    return (S) this;
  }
}
