package io.dlpipelines.tensorflow;

import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.scoring.HandleInvalid;
import io.dlpipelines.stage.TransformerStage;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.runtime.SessionOptions;
import io.dlpipelines.tensorflow.training.GradientClipping;
import io.dlpipelines.tensorflow.training.LearningRateSchedule;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.Metric;
import io.dlpipelines.tensorflow.training.NetworkInput;
import io.dlpipelines.tensorflow.training.NetworkTraining;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.OutputObjective;
import io.dlpipelines.tensorflow.training.TrainedNetwork;
import io.dlpipelines.tensorflow.training.TrainingObjective;
import io.dlpipelines.tensorflow.training.TrainingPlan;
import io.dlpipelines.tensorflow.training.loss.Losses;
import io.dlpipelines.tensorflow.training.metric.Metrics;
import io.dlpipelines.tensorflow.training.optimizer.Optimizers;
import io.dlpipelines.tensorflow.training.optimizer.WeightDecay;
import io.dlpipelines.training.CheckpointFolder;
import io.dlpipelines.training.ClassLabelCells;
import io.dlpipelines.training.EncodedRows;
import io.dlpipelines.training.EncodingSpec;
import io.dlpipelines.training.EncodingSummary;
import io.dlpipelines.training.RowLayout;
import io.dlpipelines.training.SampleWeightCells;
import io.dlpipelines.training.TrainingFingerprint;
import io.dlpipelines.training.TrainingHistory;
import io.dlpipelines.training.ValidationSplit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Trains a Keras model on columns.
 *
 * <p>The rows are encoded once, by a job over all partitions, and kept on the disks of the
 * executors; fits of the same rows share them. One task then trains on all of them. No row ever
 * comes to the driver.
 *
 * @param <E> the stage
 * @param <M> what it fits
 */
public abstract class NetworkEstimator<
        E extends NetworkEstimator<E, M>, M extends TransformerStage<M>>
    extends TrainingStage<E, M> implements HasKerasModel<E> {

  private static final int KEPT_CHECKPOINTS = 2;

  /** Params that may change before a training goes on. */
  private static final Set<String> NOT_IN_RESULT =
      Set.of(
          "epochs",
          "model",
          "modelFile",
          "checkpointDir",
          "checkpointInterval",
          "tensorBoardDir",
          "device",
          "intraOpParallelism",
          "outputMapping",
          "outputMode",
          "predictionCol",
          "probabilityCol",
          "rawPredictionCol");

  private final KerasModelParam model = HasKerasModel.modelParam(this);
  private final Param<String> modelFile = HasKerasModel.modelFileParam(this);

  private KerasModelSource source = new KerasModelSource();

  /**
   * Sets the defaults.
   *
   * @param uid the stage's unique name
   */
  protected NetworkEstimator(String uid) {
    super(uid);
  }

  @Override
  public final KerasModelParam model() {
    return model;
  }

  @Override
  public final Param<String> modelFile() {
    return modelFile;
  }

  /**
   * What rows hold for each input of the network.
   *
   * @param network the network
   * @return by default what the network takes, in the order of its inputs
   */
  protected List<NetworkInput> inputs(KerasModel network) {
    return network.inputs().stream().map(NetworkInput::of).toList();
  }

  /**
   * What each output of the network is trained for.
   *
   * @param network the network
   * @return made by {@link #objective}, in the order of its outputs
   * @throws IllegalArgumentException if a Param does not fit the network
   */
  protected abstract List<OutputObjective> outputs(KerasModel network);

  /**
   * Whether labels are numbers of classes, whatever losses take.
   *
   * @return by default not
   */
  protected boolean classLabels() {
    return false;
  }

  /**
   * How much rows of each class count.
   *
   * @param network the network
   * @return none unless labels are classes, and by default
   */
  protected Map<Integer, Double> classWeights(KerasModel network) {
    return Map.of();
  }

  /**
   * The columns that are fed to the inputs.
   *
   * @param schema the columns
   * @param network the network
   * @param cells what rows hold for each input, in their order
   * @return a feed for each
   * @throws IllegalArgumentException if a column is missing or does not fit
   */
  protected abstract List<Feed> inputFeeds(
      StructType schema, KerasModel network, List<TensorSpec> cells);

  /**
   * The columns that hold the labels.
   *
   * @param schema the columns
   * @param network the network
   * @param cells what rows hold for each output, in their order: int32 where it is numbers of
   *     classes
   * @return a feed for each
   * @throws IllegalArgumentException if a column is missing or does not fit
   */
  protected abstract List<Feed> labelFeeds(
      StructType schema, KerasModel network, List<TensorSpec> cells);

  /**
   * The stage that scores with what was trained.
   *
   * @param trained the network with the weights it was given
   * @param history how the training went
   * @return a stage of the same uid
   */
  protected abstract M fitted(KerasModel trained, TrainingHistory history);

  @Override
  public final M fit(Dataset<?> dataset) {
    return CheckedFit.run(dataset, List.of(fitting(dataset.schema()))).get(0);
  }

  /**
   * Fits a model with each of the param maps. Those that read the rows alike are trained by one
   * job, a task for each.
   *
   * @throws IllegalArgumentException if one of the param maps does not fit the network or the
   *     columns, before a job is run
   */
  @Override
  public final Seq<M> fit(Dataset<?> dataset, Seq<ParamMap> paramMaps) {
    List<Fitting> fittings = new ArrayList<>();
    for (ParamMap extra : CollectionConverters.asJava(paramMaps)) {
      NetworkEstimator<E, M> stage = copy(extra);
      fittings.add(stage.fitting(dataset.schema()));
    }
    return CollectionConverters.asScala(CheckedFit.run(dataset, fittings)).toSeq();
  }

  /** The training with folders of its own, named by all that its result depends on. */
  private NetworkTraining withFolders(Dataset<?> dataset, Fitting fitting, EncodingSummary rows) {
    if (!isSet(checkpointDir()) && !isSet(tensorBoardDir())) {
      return fitting.training;
    }
    TrainingFingerprint fingerprint = fingerprint(fitting, rows);
    List<TrainingPlan.Checkpoints> checkpoints =
        isSet(checkpointDir())
            ? List.of(
                new TrainingPlan.Checkpoints(
                    CheckpointFolder.below(
                        getCheckpointDir(),
                        fingerprint,
                        KEPT_CHECKPOINTS,
                        dataset.sparkSession().sessionState().newHadoopConf()),
                    getCheckpointInterval()))
            : List.of();
    String tensorBoard =
        isSet(tensorBoardDir()) ? getTensorBoardDir() + "/training-" + fingerprint.id() : "";
    return fitting.training.with(checkpoints, tensorBoard);
  }

  private TrainingFingerprint fingerprint(Fitting fitting, EncodingSummary rows) {
    Map<String, String> parts = new TreeMap<>();
    for (Param<?> param : params()) {
      if (isDefined(param) && !NOT_IN_RESULT.contains(param.name())) {
        parts.put(param.name(), text(getOrDefault(param)));
      }
    }
    parts.put("model", fitting.network.toFiles().sha256());
    parts.put("rows", rows.trainingRows() + " and " + rows.validationRows());
    parts.put("checksum of rows", Long.toHexString(rows.checksum()));
    return new TrainingFingerprint(parts);
  }

  private static String text(Object value) {
    if (value instanceof double[] numbers) {
      return Arrays.toString(numbers);
    }
    if (value instanceof Map<?, ?> map) {
      return new TreeMap<>(map).toString();
    }
    return value instanceof String[] texts ? Arrays.toString(texts) : value.toString();
  }

  /** All that is decided before a row is read. */
  private final class Fitting implements CheckedFit<M> {
    private final KerasModel network;
    private final NetworkTraining training;
    private final EncodingSpec spec;

    Fitting(KerasModel network, NetworkTraining training, EncodingSpec spec) {
      this.network = network;
      this.training = training;
      this.spec = spec;
    }

    @Override
    public EncodingSpec spec() {
      return spec;
    }

    @Override
    public NetworkTraining training(Dataset<?> dataset, EncodedRows rows) {
      rows.findProblem()
          .ifPresent(
              problem -> {
                throw invalid(problem.problem(), problem.available(), problem.cure());
              });
      return withFolders(dataset, this, rows.summary());
    }

    @Override
    public M model(TrainedNetwork trained, EncodingSummary rows) {
      TrainingHistory history =
          new TrainingHistory(
              trained.history().epochs(), trained.history().stoppedEarly(), rows.invalidRows());
      return fitted(network.with(trained.weights()), history).setParent(NetworkEstimator.this);
    }
  }

  private Fitting fitting(StructType schema) {
    KerasModel network = network();
    List<OutputObjective> outputs = outputs(network);
    Optimizer optimizer = chosen("optimizer", () -> Optimizers.of(getOptimizer()));
    TrainingObjective objective =
        new TrainingObjective(
            outputs,
            classLabels(),
            classWeights(network),
            isSet(weightCol()),
            isSet(weightDecay()) ? new WeightDecay(getWeightDecay(), optimizer) : optimizer,
            isSet(gradientClipNorm())
                ? GradientClipping.byGlobalNorm(getGradientClipNorm())
                : GradientClipping.NONE,
            getSeed());
    List<NetworkInput> inputs = inputs(network);
    TrainingPlan plan = plan();
    NetworkTraining training =
        chosen("model", () -> NetworkTraining.of(network.weighted(), inputs, objective, plan));
    requireMeasured(plan.schedule(), training.metricNames());
    RowLayout layout = new RowLayout(feeds(schema, network, training.cells()));
    ValidationSplit split = split(schema);
    EncodingSpec spec =
        chosen(
            "handleInvalid",
            () -> new EncodingSpec(layout, split, HandleInvalid.of(getHandleInvalid())));
    return new Fitting(network, training, spec);
  }

  /**
   * What an output is trained for: a loss, and the Param {@code metrics}.
   *
   * @param output the output, as the network names it
   * @param param the Param that says the loss
   * @param loss the loss with its settings
   * @param weight how much it counts beside those of other outputs
   * @return the objective
   * @throws IllegalArgumentException if the loss or a metric is unknown or does not fit the output
   */
  protected final OutputObjective objective(
      TensorSpec output, Param<?> param, String loss, double weight) {
    Loss known =
        chosen(
            param.name(),
            () -> {
              Loss read = Losses.of(loss);
              read.requireFits(output);
              return read;
            });
    List<Metric> told =
        Stream.of(getMetrics())
            .map(
                text ->
                    chosen(
                        "metrics",
                        () -> {
                          Metric metric = Metrics.of(text);
                          metric.requireFits(output, known.labels());
                          return metric;
                        }))
            .toList();
    return new OutputObjective(known, weight, told);
  }

  /** The model to train, with those layers frozen that are not to be trained. */
  private KerasModel network() {
    KerasModel network = source.model(this);
    return isSet(trainableLayers())
        ? chosen("trainableLayers", () -> network.withTrainableLayers(getTrainableLayers()))
        : network;
  }

  /** Texts that are wrong are told with the name of the Param. */
  private <T> T chosen(String param, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "%s %s: %s: %s".formatted(getClass().getSimpleName(), uid(), param, wrong.getMessage()),
          wrong);
    }
  }

  private TrainingPlan plan() {
    SessionOptions.Device where =
        SessionOptions.Device.valueOf(getDevice().toUpperCase(Locale.ROOT));
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
        "",
        where,
        isSet(intraOpParallelism()) ? getIntraOpParallelism() : 0);
  }

  private NamedSettings scheduleOrThrow() {
    NamedSettings settings =
        chosen("learningRateSchedule", () -> NamedSettings.parse(getLearningRateSchedule()));
    chosen("learningRateSchedule", () -> LearningRateSchedule.of(settings, getLearningRate(), 1));
    return settings;
  }

  /** A schedule that waits for a metric needs one that is measured. */
  private void requireMeasured(NamedSettings schedule, List<String> metrics) {
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

  private List<Feed> feeds(StructType schema, KerasModel network, List<TensorSpec> cells) {
    int inputs = network.inputs().size();
    int labelled = inputs + network.outputs().size();
    List<Feed> feeds = new ArrayList<>(inputFeeds(schema, network, cells.subList(0, inputs)));
    feeds.addAll(labelFeeds(schema, network, cells.subList(inputs, labelled)));
    if (isSet(weightCol())) {
      StructField column = columnOrThrow(schema, getWeightCol(), weightCol());
      feeds.add(
          new Feed(
              column.name(),
              cells.get(labelled).name(),
              Dtype.FLOAT32,
              TensorShape.of(),
              true,
              true,
              SampleWeightCells.find(column.dataType())
                  .orElseThrow(() -> notNumeric(column, "weight"))));
    }
    return feeds;
  }

  /** Numbers of classes, from 0. */
  final Feed classFeed(StructField column, TensorSpec cell, int classes) {
    return new Feed(
        column.name(),
        cell.name(),
        Dtype.INT32,
        cell.shape(),
        true,
        false,
        ClassLabelCells.find(column.dataType(), classes)
            .orElseThrow(() -> notNumeric(column, "label")));
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

  /** The error for a column that should hold a number. */
  final IllegalArgumentException notNumeric(StructField column, String role) {
    return invalid(
        "column [%s] cannot be the %s".formatted(column.name(), role),
        column.dataType().simpleString(),
        "Give a column of integers, floats or doubles.");
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

  /**
   * The columns of the model that will be fitted.
   *
   * @throws IllegalArgumentException if a Param is missing or does not fit the network or the
   *     columns
   */
  @Override
  public final StructType transformSchema(StructType schema) {
    Fitting fitting = fitting(schema);
    return fitted(fitting.network, new TrainingHistory(List.of(), false, 0))
        .transformSchema(schema);
  }

  /** The model that {@code modelFile} names is saved too. */
  @Override
  protected final <T> Optional<SavedData> savedData(DataParam<T> param) {
    return isSet(model) || isSet(modelFile)
        ? Optional.of(model.toSaved(source.model(this)))
        : Optional.empty();
  }

  /**
   * Takes the model that was saved with the stage.
   *
   * @param saved what was saved
   */
  protected final void loaded(SavedData saved) {
    source.loaded(this, model.fromSaved(saved));
  }

  @Override
  public final E copy(ParamMap extra) {
    E copy = defaultCopy(extra);
    ((NetworkEstimator<?, ?>) copy).source = source.copied(copy, extra);
    return copy;
  }
}
