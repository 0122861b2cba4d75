package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

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
   * Builds the Param of a stage that scores.
   *
   * @param owner the stage
   * @return the Param, which takes {@link BatchSizeParam#AUTO} too
   */
  static IntParam batchSizeParam(Params owner) {
    return BatchSizeParam.ofScoring(owner);
  }

  /**
   * Builds the Param of a stage that trains: what it learns depends on the value.
   *
   * @param owner the stage
   * @return the Param, which takes no {@link BatchSizeParam#AUTO}
   */
  static IntParam trainingBatchSizeParam(Params owner) {
    return BatchSizeParam.ofTraining(owner);
  }

  /**
   * Rows that are computed at once.
   *
   * @return the value; {@link BatchSizeParam#AUTO} if the stage finds it by itself
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

  /**
   * Sets how many rows are computed at once, or lets the stage find it by itself: a short search on
   * the first batches, which scores nothing twice. Stages that train take a number only.
   *
   * @param value {@code auto}, or a number of at least 1
   * @return this stage
   * @throws IllegalArgumentException if it is neither
   */
  default S setBatchSize(String value) {
    return setBatchSize(BatchSizeParam.valueOf(requireNonNull(value, "batchSize")));
  }
}
