package io.dlpipelines.tuning;

import io.dlpipelines.param.ParamFactory;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;

/** What {@link HalvingParams} gives out, built once for each stage. */
public final class HalvingParamSet implements java.io.Serializable {
  final Param<Estimator<?>> estimator;
  final Param<ParamMap[]> estimatorParamMaps;
  final Param<Evaluator> evaluator;
  final DoubleParam trainRatio;
  final Param<String> validationIndicatorCol;
  final LongParam seed;
  final Param<String> resourceParam;
  final IntParam minResource;
  final IntParam maxResource;
  final IntParam reductionFactor;
  final IntParam parallelism;

  HalvingParamSet(Params owner) {
    estimator = ParamFactory.object(owner, "estimator", "what is tuned", Estimator.class);
    estimatorParamMaps =
        ParamFactory.object(owner, "estimatorParamMaps", "the settings to try", ParamMap[].class);
    evaluator =
        ParamFactory.object(
            owner, "evaluator", "what measures how good a model is", Evaluator.class);
    trainRatio =
        ParamFactory.fraction(
            owner, "trainRatio", "share of the rows to fit with in the rungs; others are held out");
    validationIndicatorCol =
        ParamFactory.column(
            owner,
            "validationIndicatorCol",
            "name of a boolean column that is true for the rows to measure with");
    seed = ParamFactory.seed(owner, "seed", "of the split into rows to fit and to measure with");
    resourceParam =
        ParamFactory.text(
            owner,
            "resourceParam",
            "the Param of the estimator, or of a stage within it, that says how much a fit may"
                + " spend");
    minResource =
        ParamFactory.atLeast(owner, "minResource", "resource of each fit in the first rung", 1);
    maxResource =
        ParamFactory.atLeast(
            owner, "maxResource", "resource of the last rung at most, and of the final fit", 1);
    reductionFactor =
        ParamFactory.atLeast(
            owner,
            "reductionFactor",
            "how many times fewer settings and more resource each rung has",
            2);
    parallelism = ParamFactory.atLeast(owner, "parallelism", "how many fits run at once", 1);
  }
}
