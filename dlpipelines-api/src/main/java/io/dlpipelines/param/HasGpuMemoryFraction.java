package io.dlpipelines.param;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Params;

/**
 * Bounds what is taken of a GPU's memory.
 *
 * @param <S> the stage
 */
public interface HasGpuMemoryFraction<S extends HasGpuMemoryFraction<S>> extends Params {

  /**
   * How much of a GPU's memory an executor may take.
   *
   * @return the Param
   */
  DoubleParam gpuMemoryFraction();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static DoubleParam gpuMemoryFractionParam(Params owner) {
    return ParamFactory.share(
        owner,
        "gpuMemoryFraction",
        "how much of a GPU's memory an executor may take; TensorFlow takes what it needs, and keeps"
            + " the bound that the first session on the GPU came with");
  }

  /**
   * How much of a GPU's memory an executor may take.
   *
   * @return the value
   */
  default double getGpuMemoryFraction() {
    return (Double) getOrDefault(gpuMemoryFraction());
  }

  /**
   * Sets how much of a GPU's memory an executor may take, above 0 and at most 1: 0.5 lets two
   * executors share a GPU. Within the bound TensorFlow takes what it needs. It keeps the bound that
   * the first session on the GPU came with, as long as the executor lives.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setGpuMemoryFraction(double value) {
    set(gpuMemoryFraction(), value);
    return (S) this;
  }
}
