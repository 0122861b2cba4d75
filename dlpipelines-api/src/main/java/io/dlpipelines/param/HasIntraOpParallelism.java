package io.dlpipelines.param;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Params;

/**
 * Bounds the threads of one operation.
 *
 * @param <S> the stage
 */
public interface HasIntraOpParallelism<S extends HasIntraOpParallelism<S>> extends Params {

  /**
   * Threads that one operation may use.
   *
   * @return the Param
   */
  IntParam intraOpParallelism();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static IntParam intraOpParallelismParam(Params owner) {
    return ParamFactory.atLeast(
        owner,
        "intraOpParallelism",
        "threads that one operation may use; TensorFlow sizes its pool once per process, by the first session that is opened",
        1);
  }

  /**
   * Threads that one operation may use.
   *
   * @return the value
   */
  default int getIntraOpParallelism() {
    return (Integer) getOrDefault(intraOpParallelism());
  }

  /**
   * Sets how many threads one operation may use. One suits executors that run a task on each core.
   * TensorFlow sizes its pool once per process, by the first session that is opened.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setIntraOpParallelism(int value) {
    set(intraOpParallelism(), value);
    return (S) this;
  }
}
