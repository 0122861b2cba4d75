package io.dlpipelines.tuning;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.dlpipelines.persist.StageFolder;
import io.dlpipelines.stage.EstimatorStage;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Looks for the best of many settings by successive halving: all get a little of a resource, such
 * as epochs, the best of them more, and so on (Jamieson and Talwalkar, Non-stochastic Best Arm
 * Identification and Hyperparameter Optimization, AISTATS 2016). With 27 settings, from 1 to 27
 * epochs and a factor of 3 it trains 108 epochs where a grid trains 729.
 *
 * <p>In each rung all settings that are left are fitted with the rung's resource and measured on
 * the same held-out rows; one in {@code reductionFactor} (rounded up) goes on with that many times
 * the resource, until one is left or {@code maxResource} was given. The best is then fitted to all
 * rows with {@code maxResource}. A setting that fails or measures NaN is dropped with a warning,
 * and told in the results.
 *
 * <p>Each rung fits from the start, unless the estimator keeps checkpoints: networks with {@code
 * checkpointDir} go on where the rung before ended. The final fit always starts over, as it has
 * other rows.
 */
public final class HalvingSearch extends EstimatorStage<HalvingSearchModel>
    implements HalvingParams<HalvingSearch> {
  private static final double DEFAULT_TRAIN_RATIO = 0.75;
  private static final int DEFAULT_REDUCTION_FACTOR = 3;

  private final HalvingParamSet params = new HalvingParamSet(this);

  /** Makes a stage with a random uid. */
  public HalvingSearch() {
    this(Identifiable.randomUID("halvingSearch"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public HalvingSearch(String uid) {
    super(uid);
    setDefault(params.trainRatio, DEFAULT_TRAIN_RATIO);
    setDefault(params.seed, (long) getClass().getName().hashCode());
    setDefault(params.resourceParam, "epochs");
    setDefault(params.minResource, 1);
    setDefault(params.reductionFactor, DEFAULT_REDUCTION_FACTOR);
    setDefault(params.parallelism, 1);
  }

  @Override
  public HalvingParamSet halvingParams() {
    return params;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a Param is missing or does not fit the estimator or the
   *     columns
   * @throws IllegalStateException if all settings of a rung fail
   */
  @Override
  public HalvingSearchModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    HalvingSchedule schedule = schedule();
    HalvingSettings settings =
        new HalvingSettings(getEstimator(), getEstimatorParamMaps(), getResourceParam());
    Split split = split(dataset);
    HalvingRun run;
    HalvingTrial best;
    try (ParallelFits fits = new ParallelFits(getParallelism(), uid())) {
      split.requireRows(this);
      run =
          new HalvingRun(
              settings, schedule, getEvaluator(), fits, split.training(), split.heldOut());
      best = run.best();
    } finally {
      split.training().unpersist();
      split.heldOut().unpersist();
    }
    Model<?> model = settings.estimator(best.setting(), schedule.maxResource()).fit(dataset);
    return copyValues(new HalvingSearchModel(uid(), model, run.trials()), ParamMap.empty())
        .setParent(this);
  }

  /** One object for each side of the split, which all fits share. */
  private record Split(Dataset<?> training, Dataset<?> heldOut) {

    void requireRows(HalvingSearch search) {
      if (training.isEmpty() || heldOut.isEmpty()) {
        throw search.invalid(
            "the split leaves no rows to " + (training.isEmpty() ? "fit" : "measure with"),
            "trainRatio or validationIndicatorCol",
            "Give more rows, or set one of these.");
      }
    }
  }

  private Split split(Dataset<?> dataset) {
    if (!isSet(params.validationIndicatorCol)) {
      Dataset<?>[] parts =
          dataset.randomSplit(new double[] {getTrainRatio(), 1 - getTrainRatio()}, getSeed());
      return new Split(parts[0].cache(), parts[1].cache());
    }
    String quoted = "`" + getValidationIndicatorCol().replace("`", "``") + "`";
    Column heldOut = coalesce(dataset.col(quoted), lit(false));
    return new Split(dataset.filter(not(heldOut)).cache(), dataset.filter(heldOut).cache());
  }

  private HalvingSchedule schedule() {
    ParamMap[] maps = getEstimatorParamMaps();
    ResourceParam resource = resource(getEstimator().copy(maps[0]));
    for (ParamMap map : maps) {
      if (resource.isSetBy(map)) {
        throw invalid(
            "the settings set [%s], which is the resource".formatted(getResourceParam()),
            SettingText.of(map),
            "Leave it out, and set minResource and maxResource.");
      }
    }
    int most = isSet(params.maxResource) ? getMaxResource() : resource.value();
    if (most < getMinResource()) {
      throw invalid(
          "maxResource is less than minResource",
          most + " and " + getMinResource(),
          "Set them in order.");
    }
    return new HalvingSchedule(getMinResource(), most, getReductionFactor());
  }

  private ResourceParam resource(Estimator<?> estimator) {
    try {
      return ResourceParam.of(estimator, getResourceParam());
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "HalvingSearch %s: %s".formatted(uid(), wrong.getMessage()), wrong);
    }
  }

  /**
   * The columns of the model that will be fitted: those of the first setting that fits the columns.
   *
   * @throws IllegalArgumentException if a Param is missing or does not fit the estimator or the
   *     columns
   */
  @Override
  public StructType transformSchema(StructType schema) {
    Estimator<?> estimator = required(params.estimator);
    required(params.evaluator);
    ParamMap[] maps = required(params.estimatorParamMaps);
    if (maps.length == 0) {
      throw invalid("there are no settings to try", "estimatorParamMaps", "Give one or more.");
    }
    requireIndicator(schema);
    schedule();
    RuntimeException first = null;
    for (ParamMap map : maps) {
      try {
        return estimator.copy(map).transformSchema(schema);
      } catch (RuntimeException unfit) {
        first = first == null ? unfit : first;
      }
    }
    throw first;
  }

  private void requireIndicator(StructType schema) {
    if (!isSet(params.validationIndicatorCol)) {
      return;
    }
    if (isSet(params.trainRatio)) {
      throw invalid(
          "rows to measure with are chosen twice",
          "validationIndicatorCol and trainRatio",
          "Clear one of these.");
    }
    String column = getValidationIndicatorCol();
    if (schema.getFieldIndex(column).isEmpty()
        || !schema.apply(column).dataType().equals(DataTypes.BooleanType)) {
      throw invalid(
          "there is no boolean column [%s]".formatted(column),
          schema.simpleString(),
          "Set validationIndicatorCol to a boolean column.");
    }
  }

  @Override
  public HalvingSearch copy(ParamMap extra) {
    HalvingSearch copy = defaultCopy(extra);
    if (copy.isSet(copy.estimator())) {
      copy.setEstimator(copy.getEstimator().copy(extra));
    }
    if (copy.isSet(copy.evaluator())) {
      copy.setEvaluator(copy.getEvaluator().copy(extra));
    }
    return copy;
  }

  @Override
  public MLWriter write() {
    HalvingSearch plain = defaultCopy(ParamMap.empty());
    TuningFolder.clear(plain);
    return new TuningWriter(plain.paramsWriter(), this);
  }

  private MLWriter paramsWriter() {
    return super.write();
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<HalvingSearch> read() {
    return new MLReader<>() {
      @Override
      public HalvingSearch load(String path) {
        HalvingSearch search = StageFolder.readParams(path, HalvingSearch.class, sparkSession());
        new TuningFolder(path, sparkSession()).read(search);
        return search;
      }
    };
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static HalvingSearch load(String path) {
    return read().load(path);
  }
}
