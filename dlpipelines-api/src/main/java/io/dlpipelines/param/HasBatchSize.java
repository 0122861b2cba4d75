package io.dlpipelines.param;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Params;

/**
 * Computes on several rows at once.
 *
 * @param <S> the stage
 */
public interface HasBatchSize<S extends HasBatchSize<S>> extends Params {

  /**
   * Rows that are computed at once.
   *
   * @return the Param
   */
  IntParam batchSize();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static IntParam batchSizeParam(Params owner) {
    return ParamFactory.atLeast(owner, "batchSize", "rows that are computed at once", 1);
  }

  /**
   * Rows that are computed at once.
   *
   * @return the value
   */
  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  /**
   * Sets how many rows are computed at once; the last batch may be smaller.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setBatchSize(int value) {
    set(batchSize(), value);
    return (S) this;
  }
}
