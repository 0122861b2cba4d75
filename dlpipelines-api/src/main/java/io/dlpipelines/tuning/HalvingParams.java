package io.dlpipelines.tuning;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;

/**
 * The Params of {@link HalvingSearch}, which its model keeps.
 *
 * @param <S> the stage
 */
public interface HalvingParams<S extends HalvingParams<S>> extends Params {

  /**
   * Holds the Params of a stage.
   *
   * @return the same at each call
   */
  HalvingParamSet halvingParams();

  /**
   * What is tuned.
   *
   * @return the Param
   */
  default Param<Estimator<?>> estimator() {
    return halvingParams().estimator;
  }

  /**
   * What is tuned.
   *
   * @return the value
   */
  default Estimator<?> getEstimator() {
    return getOrDefault(estimator());
  }

  /**
   * Sets what is tuned.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setEstimator(Estimator<?> value) {
    set(estimator(), requireNonNull(value, "estimator"));
    return (S) this;
  }

  /**
   * The settings to try.
   *
   * @return the Param
   */
  default Param<ParamMap[]> estimatorParamMaps() {
    return halvingParams().estimatorParamMaps;
  }

  /**
   * The settings to try.
   *
   * @return the value
   */
  default ParamMap[] getEstimatorParamMaps() {
    return getOrDefault(estimatorParamMaps()).clone();
  }

  /**
   * Sets the settings to try.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setEstimatorParamMaps(ParamMap... value) {
    set(estimatorParamMaps(), requireNonNull(value, "estimatorParamMaps").clone());
    return (S) this;
  }

  /**
   * What measures how good a model is.
   *
   * @return the Param
   */
  default Param<Evaluator> evaluator() {
    return halvingParams().evaluator;
  }

  /**
   * What measures how good a model is.
   *
   * @return the value
   */
  default Evaluator getEvaluator() {
    return getOrDefault(evaluator());
  }

  /**
   * Sets what measures how good a model is.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setEvaluator(Evaluator value) {
    set(evaluator(), requireNonNull(value, "evaluator"));
    return (S) this;
  }

  /**
   * The share of rows to fit with in the rungs; the others are held out to measure with.
   *
   * @return the Param
   */
  default DoubleParam trainRatio() {
    return halvingParams().trainRatio;
  }

  /**
   * The share of rows to fit with in the rungs; the others are held out to measure with.
   *
   * @return the value
   */
  default double getTrainRatio() {
    return (Double) getOrDefault(trainRatio());
  }

  /**
   * Sets the share of rows to fit with in the rungs; the others are held out to measure with.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setTrainRatio(double value) {
    set(trainRatio(), value);
    return (S) this;
  }

  /**
   * The column that is true for the rows to measure with.
   *
   * @return the Param
   */
  default Param<String> validationIndicatorCol() {
    return halvingParams().validationIndicatorCol;
  }

  /**
   * The column that is true for the rows to measure with.
   *
   * @return the value
   */
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /**
   * Sets the column that is true for the rows to measure with.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setValidationIndicatorCol(String value) {
    set(validationIndicatorCol(), requireNonNull(value, "validationIndicatorCol"));
    return (S) this;
  }

  /**
   * The seed of the split into rows to fit and to measure with.
   *
   * @return the Param
   */
  default LongParam seed() {
    return halvingParams().seed;
  }

  /**
   * The seed of the split into rows to fit and to measure with.
   *
   * @return the value
   */
  default long getSeed() {
    return (Long) getOrDefault(seed());
  }

  /**
   * Sets the seed of the split into rows to fit and to measure with.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setSeed(long value) {
    set(seed(), value);
    return (S) this;
  }

  /**
   * The Param of the estimator, or of a stage within it, that says how much a fit may spend: its
   * name, or {@code uid__name} where several stages have one of that name.
   *
   * @return the Param
   */
  default Param<String> resourceParam() {
    return halvingParams().resourceParam;
  }

  /**
   * The Param of the estimator, or of a stage within it, that says how much a fit may spend: its
   * name, or {@code uid__name} where several stages have one of that name.
   *
   * @return the value
   */
  default String getResourceParam() {
    return getOrDefault(resourceParam());
  }

  /**
   * Sets the Param of the estimator, or of a stage within it, that says how much a fit may spend:
   * its name, or {@code uid__name} where several stages have one of that name.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setResourceParam(String value) {
    set(resourceParam(), requireNonNull(value, "resourceParam"));
    return (S) this;
  }

  /**
   * The resource of each fit in the first rung.
   *
   * @return the Param
   */
  default IntParam minResource() {
    return halvingParams().minResource;
  }

  /**
   * The resource of each fit in the first rung.
   *
   * @return the value
   */
  default int getMinResource() {
    return (Integer) getOrDefault(minResource());
  }

  /**
   * Sets the resource of each fit in the first rung.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setMinResource(int value) {
    set(minResource(), value);
    return (S) this;
  }

  /**
   * The resource of the last rung at most, and of the final fit; where it is not set, the value
   * that the estimator itself has.
   *
   * @return the Param
   */
  default IntParam maxResource() {
    return halvingParams().maxResource;
  }

  /**
   * The resource of the last rung at most, and of the final fit; where it is not set, the value
   * that the estimator itself has.
   *
   * @return the value
   */
  default int getMaxResource() {
    return (Integer) getOrDefault(maxResource());
  }

  /**
   * Sets the resource of the last rung at most, and of the final fit; where it is not set, the
   * value that the estimator itself has.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setMaxResource(int value) {
    set(maxResource(), value);
    return (S) this;
  }

  /**
   * How many times fewer settings and more resource each rung has than the one before.
   *
   * @return the Param
   */
  default IntParam reductionFactor() {
    return halvingParams().reductionFactor;
  }

  /**
   * How many times fewer settings and more resource each rung has than the one before.
   *
   * @return the value
   */
  default int getReductionFactor() {
    return (Integer) getOrDefault(reductionFactor());
  }

  /**
   * Sets how many times fewer settings and more resource each rung has than the one before.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setReductionFactor(int value) {
    set(reductionFactor(), value);
    return (S) this;
  }

  /**
   * How many fits run at once.
   *
   * @return the Param
   */
  default IntParam parallelism() {
    return halvingParams().parallelism;
  }

  /**
   * How many fits run at once.
   *
   * @return the value
   */
  default int getParallelism() {
    return (Integer) getOrDefault(parallelism());
  }

  /**
   * Sets how many fits run at once.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  default S setParallelism(int value) {
    set(parallelism(), value);
    return (S) this;
  }
}
