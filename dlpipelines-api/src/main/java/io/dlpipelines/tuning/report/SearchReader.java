package io.dlpipelines.tuning.report;

import io.dlpipelines.training.HasTrainingHistory;
import io.dlpipelines.training.TrainingHistory;
import io.dlpipelines.tuning.HalvingSearchModel;
import io.dlpipelines.tuning.HalvingTrial;
import io.dlpipelines.tuning.SettingText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;

/** Reads what the models of tuners tell of their search. */
final class SearchReader {

  private SearchReader() {}

  static Search of(CrossValidatorModel model) {
    List<Curve> curves = new ArrayList<>();
    if (model.hasSubModels()) {
      Model<?>[][] folds = model.subModels();
      for (int fold = 0; fold < folds.length; fold++) {
        addAll(curves, folds[fold], ", fold " + (fold + 1));
      }
    }
    return ofSpark(
        "Cross-validation with %d folds".formatted(model.getNumFolds()),
        model.getEstimator(),
        model.getEvaluator(),
        model.getEstimatorParamMaps(),
        model.avgMetrics(),
        model.bestModel(),
        curves);
  }

  static Search of(TrainValidationSplitModel model) {
    List<Curve> curves = new ArrayList<>();
    if (model.hasSubModels()) {
      addAll(curves, model.subModels(), "");
    }
    return ofSpark(
        "Validation on %s of the rows".formatted(Numbers.shortest(1 - model.getTrainRatio())),
        model.getEstimator(),
        model.getEvaluator(),
        model.getEstimatorParamMaps(),
        model.validationMetrics(),
        model.bestModel(),
        curves);
  }

  static Search of(HalvingSearchModel model) {
    HalvingTrial best = model.bestResult();
    List<Curve> curves = new ArrayList<>();
    for (HalvingTrial trial : model.results()) {
      boolean goesOn =
          model.results().stream()
              .anyMatch(other -> other.setting() == trial.setting() && other.rung() > trial.rung());
      if (!goesOn) {
        add(curves, name(trial.setting()), trial.history(), false);
      }
    }
    addBest(curves, model.bestModel());
    return new Search(
        "Successive halving",
        name(model.getEstimator()),
        metric(model.getEvaluator()),
        model.getEvaluator().isLargerBetter(),
        model.results().stream().map(SearchReader::measured).toList(),
        measured(best),
        model.getResourceParam(),
        curves);
  }

  private static Measured measured(HalvingTrial trial) {
    return new Measured(
        trial.setting(),
        trial.rung(),
        trial.resource(),
        trial.params(),
        trial.metric(),
        OptionalDouble.of(trial.seconds()),
        trial.failure());
  }

  private static Search ofSpark(
      String kind,
      Estimator<?> estimator,
      Evaluator evaluator,
      ParamMap[] maps,
      double[] metrics,
      Model<?> bestModel,
      List<Curve> curves) {
    List<Map<String, String>> texts = SettingText.of(maps);
    List<Measured> measured = new ArrayList<>();
    Measured best = null;
    for (int each = 0; each < maps.length; each++) {
      String name = name(each);
      OptionalDouble seconds =
          curves.stream()
              .filter(curve -> curve.name().equals(name) || curve.name().startsWith(name + ","))
              .mapToDouble(curve -> curve.history().seconds())
              .average();
      String failure = Double.isNaN(metrics[each]) ? "the metric is NaN" : "";
      Measured setting = new Measured(each, 0, 0, texts.get(each), metrics[each], seconds, failure);
      measured.add(setting);
      if (best == null || isBetter(setting, best, evaluator.isLargerBetter())) {
        best = setting;
      }
    }
    addBest(curves, bestModel);
    return new Search(
        kind,
        name(estimator),
        metric(evaluator),
        evaluator.isLargerBetter(),
        measured,
        best,
        "",
        curves);
  }

  private static boolean isBetter(Measured one, Measured other, boolean larger) {
    return Double.isNaN(other.metric())
        || (larger ? one.metric() > other.metric() : one.metric() < other.metric());
  }

  private static String name(int setting) {
    return "setting " + (setting + 1);
  }

  private static void addAll(List<Curve> curves, Model<?>[] models, String suffix) {
    for (int each = 0; each < models.length; each++) {
      for (TrainingHistory history : histories(models[each]).toList()) {
        add(curves, name(each) + suffix, history, false);
      }
    }
  }

  private static void addBest(List<Curve> curves, Model<?> model) {
    histories(model).forEach(history -> add(curves, "final fit", history, true));
  }

  private static void add(List<Curve> curves, String name, TrainingHistory history, boolean best) {
    if (!history.epochs().isEmpty()) {
      curves.add(new Curve(name, history, best));
    }
  }

  private static Stream<TrainingHistory> histories(Transformer model) {
    if (model instanceof PipelineModel pipeline) {
      return Stream.of(pipeline.stages()).flatMap(SearchReader::histories);
    }
    return model instanceof HasTrainingHistory trained
        ? Stream.of(trained.summary())
        : Stream.empty();
  }

  private static String name(Estimator<?> estimator) {
    return estimator instanceof Pipeline pipeline && pipeline.isSet(pipeline.stages())
        ? "Pipeline of "
            + String.join(
                ", ",
                Stream.of(pipeline.getStages())
                    .map(stage -> stage.getClass().getSimpleName())
                    .toList())
        : estimator.getClass().getSimpleName();
  }

  private static String metric(Evaluator evaluator) {
    return evaluator.hasParam("metricName")
        ? String.valueOf(evaluator.getOrDefault(evaluator.getParam("metricName")))
        : evaluator.getClass().getSimpleName();
  }
}
