package io.dlpipelines.tensorflow;

import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.scoring.HandleInvalid;
import io.dlpipelines.stage.TransformerStage;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.device.DeviceChoice;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.training.GradientClipping;
import io.dlpipelines.tensorflow.training.LearningRateSchedule;
import io.dlpipelines.tensorflow.training.NetworkTraining;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.TrainedNetwork;
import io.dlpipelines.tensorflow.training.TrainingPlan;
import io.dlpipelines.tensorflow.training.optimizer.Optimizers;
import io.dlpipelines.tensorflow.training.optimizer.WeightDecay;
import io.dlpipelines.training.DataProblem;
import io.dlpipelines.training.DecimalColumns;
import io.dlpipelines.training.EncodedRows;
import io.dlpipelines.training.EncodingSpec;
import io.dlpipelines.training.EncodingSummary;
import io.dlpipelines.training.RowLayout;
import io.dlpipelines.training.SampleWeightCells;
import io.dlpipelines.training.TrainingHistory;
import io.dlpipelines.training.ValidationSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A stage that trains on columns: what is the same for all networks and graphs. The rows are
 * encoded once, by a job over all partitions, and kept on the disks of the executors; fits of the
 * same rows share them. One task then trains on all of them. No row ever comes to the driver.
 *
 * @param <E> the stage
 * @param <M> what it fits
 */
public abstract class FittingStage<E extends FittingStage<E, M>, M extends TransformerStage<M>>
    extends TrainingStage<E, M> {
  private static final Logger LOG = LoggerFactory.getLogger(FittingStage.class);

  /** All that is decided before a row is read. */
  final class Fitting implements CheckedFit<M> {
    private final NetworkTraining training;
    private final EncodingSpec spec;
    private final Supplier<String> sha256;
    private final BiFunction<TrainedNetwork, TrainingHistory, M> model;

    /**
     * Takes what was decided.
     *
     * @param training how the rows are trained on
     * @param spec what becomes of them before
     * @param sha256 what tells the model from others
     * @param model makes the stage that is fitted
     */
    Fitting(
        NetworkTraining training,
        EncodingSpec spec,
        Supplier<String> sha256,
        BiFunction<TrainedNetwork, TrainingHistory, M> model) {
      this.training = training;
      this.spec = spec;
      this.sha256 = sha256;
      this.model = model;
    }

    @Override
    public void require(SparkContext context) {
      new TrainingGpus(getDevice(), getTaskGpuAmount())
          .findProblem(context)
          .ifPresent(this::refuse);
    }

    private void refuse(DataProblem problem) {
      throw invalid(problem.problem(), problem.available(), problem.cure());
    }

    @Override
    public EncodingSpec spec() {
      return spec;
    }

    @Override
    public NetworkTraining training(Dataset<?> dataset, EncodedRows rows) {
      rows.findProblem().ifPresent(this::refuse);
      findProblem(rows.summary()).ifPresent(this::refuse);
      warnings(rows.summary()).forEach(warning -> LOG.warn("{}: {}", uid(), warning));
      return new TrainingFolders(FittingStage.this, sha256, rows.summary())
          .of(training, dataset.sparkSession());
    }

    private List<String> warnings(EncodingSummary rows) {
      List<String> columns = spec.layout().feeds().stream().map(Feed::column).toList();
      List<String> warnings = new ArrayList<>(training.warnings(columns, rows));
      for (int each = 0; each < rows.classCounts().size(); each++) {
        if (rows.classCounts().get(each) == 0 && rows.validationClassCounts().get(each) > 0) {
          warnings.add(
              "class %d is in %d rows to validate with and in no row to train on, so that it is never predicted. Split the rows so that each class is in both parts."
                  .formatted(each, rows.validationClassCounts().get(each)));
        }
      }
      return warnings;
    }

    @Override
    public M model(TrainedNetwork trained, EncodingSummary rows) {
      List<String> warnings = warnings(rows);
      warnings.addAll(trained.history().warnings());
      TrainingHistory history =
          new TrainingHistory(
              trained.history().epochs(),
              trained.history().stoppedEarly(),
              rows.invalidRows(),
              warnings);
      M fitted = model.apply(trained, history);
      fitted.setParent(FittingStage.this);
      return fitted;
    }
  }

  /**
   * Why training on the rows makes no sense.
   *
   * @param rows the rows
   * @return empty by default
   */
  protected Optional<DataProblem> findProblem(EncodingSummary rows) {
    return Optional.empty();
  }

  /**
   * Takes the uid.
   *
   * @param uid the stage's unique name
   */
  protected FittingStage(String uid) {
    super(uid);
  }

  /**
   * Checks the Params and the columns.
   *
   * @throws IllegalArgumentException if a Param is missing or does not fit the model or the columns
   */
  abstract Fitting fitting(StructType schema);

  @Override
  public abstract E copy(ParamMap extra);

  @Override
  public final M fit(Dataset<?> dataset) {
    return CheckedFit.run(dataset, List.of(fitting(dataset.schema()))).get(0);
  }

  /**
   * Fits a model with each of the param maps. Those that read the rows alike are trained by one
   * job, a task for each.
   *
   * @throws IllegalArgumentException if one of the param maps does not fit the model or the
   *     columns, before a job is run
   */
  @Override
  public final Seq<M> fit(Dataset<?> dataset, Seq<ParamMap> paramMaps) {
    List<CheckedFit<M>> fittings = new ArrayList<>();
    for (ParamMap extra : CollectionConverters.asJava(paramMaps)) {
      FittingStage<E, M> stage = copy(extra);
      fittings.add(stage.fitting(dataset.schema()));
    }
    return CollectionConverters.asScala(CheckedFit.run(dataset, fittings)).toSeq();
  }

  /** Texts that are wrong are told with the name of the Param. */
  final <T> T chosen(String param, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "%s %s: %s: %s".formatted(getClass().getSimpleName(), uid(), param, wrong.getMessage()),
          wrong);
    }
  }

  /** How long and how fast to train, as the Params say. */
  final TrainingPlan plan() {
    return new TrainingPlan(
        uid(),
        getEpochs(),
        getBatchSize(),
        getShuffle(),
        getSeed(),
        getLearningRate(),
        scheduleOrThrow(),
        getEarlyStoppingPatience(),
        List.of(),
        List.of(),
        DeviceChoice.of(getDevice()),
        isSet(intraOpParallelism()) ? getIntraOpParallelism() : 0,
        getGpuMemoryFraction(),
        getTaskGpuAmount(),
        Precision.of(getPrecision()),
        getXla());
  }

  private NamedSettings scheduleOrThrow() {
    NamedSettings settings =
        chosen("learningRateSchedule", () -> NamedSettings.parse(getLearningRateSchedule()));
    chosen("learningRateSchedule", () -> LearningRateSchedule.of(settings, getLearningRate(), 1));
    return settings;
  }

  /** A schedule that waits for a metric needs one that is measured. */
  final void requireMeasured(NamedSettings schedule, List<String> metrics) {
    List<String> measured = new ArrayList<>(metrics);
    if (isSet(validationIndicatorCol()) || isSet(validationFraction())) {
      metrics.forEach(metric -> measured.add("val_" + metric));
    }
    LearningRateSchedule.of(schedule, getLearningRate(), 1)
        .monitor()
        .filter(metric -> !measured.contains(metric))
        .ifPresent(
            metric -> {
              throw invalid(
                  "learningRateSchedule depends on metric [%s], which is not measured"
                      .formatted(metric),
                  measured,
                  "Set its monitor to one of these, or keep rows to validate with.");
            });
  }

  private ValidationSplit split(StructType schema) {
    if (isSet(validationIndicatorCol()) && isSet(validationFraction())) {
      throw invalid(
          "rows to validate with are chosen twice",
          "validationIndicatorCol and validationFraction",
          "Clear one of these.");
    }
    if (isSet(validationIndicatorCol())) {
      StructField column =
          columnOrThrow(schema, getValidationIndicatorCol(), validationIndicatorCol());
      if (!column.dataType().equals(DataTypes.BooleanType)) {
        throw invalid(
            "column [%s] cannot say which rows validate".formatted(column.name()),
            column.dataType().simpleString(),
            "Give a boolean column.");
      }
      return new ValidationSplit.ByColumn(getValidationIndicatorCol());
    }
    return isSet(validationFraction())
        ? new ValidationSplit.ByFraction(getValidationFraction(), getSeed())
        : new ValidationSplit.None();
  }

  /** What rows become. */
  final EncodingSpec encoding(StructType schema, List<Feed> feeds) {
    ValidationSplit split = split(schema);
    RowLayout layout = new RowLayout(feeds);
    return chosen(
        "handleInvalid",
        () -> new EncodingSpec(layout, split, HandleInvalid.of(getHandleInvalid())));
  }

  /** What changes the weights, as the Params say. */
  final Optimizer updating() {
    Optimizer known = chosen("optimizer", () -> Optimizers.of(getOptimizer()));
    return isSet(weightDecay()) ? new WeightDecay(getWeightDecay(), known) : known;
  }

  /** What becomes of gradients first, as the Params say. */
  final GradientClipping clipping() {
    return isSet(gradientClipNorm())
        ? GradientClipping.byGlobalNorm(getGradientClipNorm())
        : GradientClipping.NONE;
  }

  /** The weights of rows, fed to a tensor of one number for each. */
  final Feed weightFeed(StructType schema, String tensor) {
    StructField column = numbersOrThrow(schema, getWeightCol(), weightCol());
    return new Feed(
        column.name(),
        tensor,
        Dtype.FLOAT32,
        TensorShape.of(),
        true,
        true,
        SampleWeightCells.find(column.dataType())
            .orElseThrow(
                () ->
                    invalid(
                        "column [%s] cannot be the weight".formatted(column.name()),
                        column.dataType().simpleString(),
                        "Give a column of numbers, one for each row.")));
  }

  /** A column whose cells are rows of a tensor; they must be finite. */
  final Feed feed(StructField column, TensorSpec cell) {
    long[] sizes = cell.shape().toArray();
    long[] batch = new long[sizes.length + 1];
    batch[0] = TensorShape.UNKNOWN;
    System.arraycopy(sizes, 0, batch, 1, sizes.length);
    try {
      ColumnFeed feed =
          ColumnFeed.of(column, new TensorSpec(cell.name(), cell.dtype(), TensorShape.of(batch)));
      return new Feed(
          column.name(), cell.name(), cell.dtype(), cell.shape(), true, true, feed.cells());
    } catch (ColumnFeed.MismatchException mismatch) {
      throw invalid(mismatch.problem(), mismatch.available(), mismatch.cure());
    }
  }

  /** A column of labels or weights, which may be decimals too. */
  final StructField numbersOrThrow(StructType schema, String name, Param<?> param) {
    StructField column = columnOrThrow(schema, name, param);
    return new StructField(
        name, DecimalColumns.asDoubles(column.dataType()), column.nullable(), column.metadata());
  }

  /**
   * A column of the input.
   *
   * @param schema the columns
   * @param name the column's name
   * @param param the Param that names it
   * @return the column
   * @throws IllegalArgumentException if there is no such column
   */
  protected final StructField columnOrThrow(StructType schema, String name, Param<?> param) {
    List<String> names = List.of(schema.fieldNames());
    if (!names.contains(name)) {
      throw invalid(
          "there is no column [%s]".formatted(name),
          names,
          "Set %s to one of these.".formatted(param.name()));
    }
    return schema.apply(name);
  }
}
