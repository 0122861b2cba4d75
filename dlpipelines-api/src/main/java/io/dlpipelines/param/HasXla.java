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
        owner,
        "xla",
        "whether the network is compiled with XLA: for the first size of batches at once, for"
            + " others when they come again");
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
   * Sets whether the network is compiled with XLA, as far as XLA can. It is compiled for the first
   * size of batches at once, which takes seconds for a large network, and for any other when that
   * occurs for the second time.
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
