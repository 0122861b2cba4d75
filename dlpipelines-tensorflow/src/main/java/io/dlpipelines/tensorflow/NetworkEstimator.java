package io.dlpipelines.tensorflow;

import io.dlpipelines.param.HasFeaturesCol;
import io.dlpipelines.param.HasLabelCol;
import io.dlpipelines.param.HasPredictionCol;
import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.scoring.HandleInvalid;
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
import io.dlpipelines.tensorflow.training.NetworkTraining;
import io.dlpipelines.tensorflow.training.Optimizer;
import io.dlpipelines.tensorflow.training.TrainedNetwork;
import io.dlpipelines.tensorflow.training.TrainingObjective;
import io.dlpipelines.tensorflow.training.TrainingPlan;
import io.dlpipelines.tensorflow.training.loss.Losses;
import io.dlpipelines.tensorflow.training.metric.Metrics;
import io.dlpipelines.tensorflow.training.optimizer.Optimizers;
import io.dlpipelines.tensorflow.training.optimizer.WeightDecay;
import io.dlpipelines.training.CheckpointFolder;
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
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a Keras model of one input and one output on a column of features and a column of labels.
 *
 * <p>The rows are encoded once, by a job over all partitions, and kept on the disks of the
 * executors; fits of the same rows share them. One task then trains on all of them. No row ever
 * comes to the driver.
 *
 * @param <E> the stage
 * @param <M> what it fits
 */
public abstract class NetworkEstimator<E extends NetworkEstimator<E, M>, M extends NetworkModel<M>>
    extends TrainingStage<E, M>
    implements HasKerasModel<E>, HasFeaturesCol<E>, HasLabelCol<E>, HasPredictionCol<E> {

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
          "predictionCol",
          "probabilityCol",
          "rawPredictionCol");

  private final KerasModelParam model = HasKerasModel.modelParam(this);
  private final Param<String> modelFile = HasKerasModel.modelFileParam(this);
  private final Param<String> featuresCol = HasFeaturesCol.featuresColParam(this);
  private final Param<String> labelCol = HasLabelCol.labelColParam(this);
  private final Param<String> predictionCol = HasPredictionCol.predictionColParam(this);

  private KerasModelSource source = new KerasModelSource();

  /**
   * Sets the defaults: Spark ML's names of columns.
   *
   * @param uid the stage's unique name
   */
  protected NetworkEstimator(String uid) {
    super(uid);
    setDefault(featuresCol, "features");
    setDefault(labelCol, "label");
    setDefault(predictionCol, "prediction");
  }

  @Override
  public final KerasModelParam model() {
    return model;
  }

  @Override
  public final Param<String> modelFile() {
    return modelFile;
  }

  @Override
  public final Param<String> featuresCol() {
    return featuresCol;
  }

  @Override
  public final Param<String> labelCol() {
    return labelCol;
  }

  @Override
  public final Param<String> predictionCol() {
    return predictionCol;
  }

  /**
   * The loss where none is set.
   *
   * @param head what the network ends with
   * @return the loss, as {@code loss} takes it
   */
  abstract String defaultLoss(NetworkHead head);

  /** Whether labels are numbers of classes. */
  abstract boolean classLabels();

  /** How the label's column is read. */
  abstract Feed labels(StructField column, TensorSpec cell, NetworkHead head);

  /** Weights of classes; none unless labels are classes. */
  Map<Integer, Double> classWeights(NetworkHead head) {
    return Map.of();
  }

  /** The stage that scores with what was trained. */
  abstract M fitted(KerasModel trained, NetworkHead head, Loss loss);

  @Override
  public final M fit(Dataset<?> dataset) {
    Fitting fitting = fitting(dataset.schema());
    try (EncodedRows rows = EncodedRows.lease(dataset, fitting.spec())) {
      rows.findProblem()
          .ifPresent(
              problem -> {
                throw invalid(problem.problem(), problem.available(), problem.cure());
              });
      TrainedNetwork trained =
          rows.run(
              isSet(checkpointDir())
                  ? fitting.training().with(checkpoints(dataset, fitting, rows.summary()))
                  : fitting.training());
      M fitted = fitted(fitting.network().with(trained.weights()), fitting.head(), fitting.loss());
      fitted.learned(
          new TrainingHistory(
              trained.history().epochs(),
              trained.history().stoppedEarly(),
              rows.summary().invalidRows()));
      return fitted.setParent(this);
    }
  }

  /** A folder for this training alone: for all that its result depends on but the epochs. */
  private TrainingPlan.Checkpoints checkpoints(
      Dataset<?> dataset, Fitting fitting, EncodingSummary rows) {
    Map<String, String> parts = new TreeMap<>();
    for (Param<?> param : params()) {
      if (isDefined(param) && !NOT_IN_RESULT.contains(param.name())) {
        parts.put(param.name(), text(getOrDefault(param)));
      }
    }
    parts.put("model", fitting.network().toFiles().sha256());
    parts.put("rows", rows.trainingRows() + " and " + rows.validationRows());
    parts.put("checksum of rows", Long.toHexString(rows.checksum()));
    CheckpointFolder folder =
        CheckpointFolder.below(
            getCheckpointDir(),
            new TrainingFingerprint(parts),
            KEPT_CHECKPOINTS,
            dataset.sparkSession().sessionState().newHadoopConf());
    return new TrainingPlan.Checkpoints(folder, getCheckpointInterval());
  }

  private static String text(Object value) {
    if (value instanceof double[] numbers) {
      return Arrays.toString(numbers);
    }
    return value instanceof String[] texts ? Arrays.toString(texts) : value.toString();
  }

  /** All that is decided before a row is read. */
  private record Fitting(
      KerasModel network,
      NetworkHead head,
      Loss loss,
      NetworkTraining training,
      EncodingSpec spec) {}

  private Fitting fitting(StructType schema) {
    KerasModel network = network();
    NetworkHead head = headOrThrow(network);
    String lossText = isSet(loss()) ? getLoss() : defaultLoss(head);
    Loss loss = chosen("loss", () -> Losses.of(lossText));
    chosen(
        "loss",
        () -> {
          loss.requireFits(head.output());
          return loss;
        });
    Loss.Labels labels = loss.labels();
    List<Metric> metrics =
        Stream.of(getMetrics())
            .map(
                text ->
                    chosen(
                        "metrics",
                        () -> {
                          Metric metric = Metrics.of(text);
                          metric.requireFits(head.output(), labels);
                          return metric;
                        }))
            .toList();
    Optimizer optimizer = chosen("optimizer", () -> Optimizers.of(getOptimizer()));
    TrainingObjective objective =
        new TrainingObjective(
            List.of(loss),
            List.of(metrics),
            classLabels(),
            classWeights(head),
            isSet(weightCol()),
            isSet(weightDecay()) ? new WeightDecay(getWeightDecay(), optimizer) : optimizer,
            isSet(gradientClipNorm())
                ? GradientClipping.byGlobalNorm(getGradientClipNorm())
                : GradientClipping.NONE,
            getSeed());
    NetworkTraining training =
        chosen("model", () -> NetworkTraining.of(network.weighted(), objective, plan()));
    EncodingSpec spec =
        new EncodingSpec(
            new RowLayout(feeds(schema, training.cells(), head)),
            split(),
            HandleInvalid.of(getHandleInvalid()));
    return new Fitting(network, head, loss, training, spec);
  }

  /** The model to train, with those layers frozen that are not to be trained. */
  private KerasModel network() {
    KerasModel network = source.model(this);
    return isSet(trainableLayers())
        ? chosen("trainableLayers", () -> network.withTrainableLayers(getTrainableLayers()))
        : network;
  }

  private NetworkHead headOrThrow(KerasModel network) {
    if (network.inputs().size() != 1 || network.outputs().size() != 1) {
      throw invalid(
          "the model has %d inputs and %d outputs, and one of each is trained here"
              .formatted(network.inputs().size(), network.outputs().size()),
          "%s and %s".formatted(network.inputs(), network.outputs()),
          "Use KerasEstimator.");
    }
    return NetworkHead.of(network);
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
    NamedSettings schedule =
        chosen("learningRateSchedule", () -> NamedSettings.parse(getLearningRateSchedule()));
    chosen("learningRateSchedule", () -> LearningRateSchedule.of(schedule, getLearningRate(), 1));
    SessionOptions.Device where =
        SessionOptions.Device.valueOf(getDevice().toUpperCase(Locale.ROOT));
    return new TrainingPlan(
        uid(),
        getEpochs(),
        getBatchSize(),
        getShuffle(),
        getSeed(),
        getLearningRate(),
        schedule,
        getEarlyStoppingPatience(),
        List.of(),
        isSet(tensorBoardDir()) ? getTensorBoardDir() : "",
        new SessionOptions(where, getIntraOpParallelism()));
  }

  private ValidationSplit split() {
    if (isSet(validationIndicatorCol()) && isSet(validationFraction())) {
      throw invalid(
          "rows to validate with are chosen twice",
          "validationIndicatorCol and validationFraction",
          "Clear one of these.");
    }
    if (isSet(validationIndicatorCol())) {
      return new ValidationSplit.ByColumn(getValidationIndicatorCol());
    }
    return isSet(validationFraction())
        ? new ValidationSplit.ByFraction(getValidationFraction(), getSeed())
        : new ValidationSplit.None();
  }

  private List<Feed> feeds(StructType schema, List<TensorSpec> cells, NetworkHead head) {
    List<Feed> feeds = new ArrayList<>();
    feeds.add(feed(columnOrThrow(schema, featuresCol), cells.get(0)));
    feeds.add(labels(columnOrThrow(schema, labelCol), cells.get(1), head));
    if (isSet(weightCol())) {
      StructField column = columnOrThrow(schema, weightCol());
      feeds.add(
          new Feed(
              column.name(),
              cells.get(2).name(),
              Dtype.FLOAT32,
              TensorShape.of(),
              true,
              true,
              SampleWeightCells.find(column.dataType())
                  .orElseThrow(() -> notNumeric(column, "weight"))));
    }
    return feeds;
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
        "Give a column of numbers.");
  }

  private StructField columnOrThrow(StructType schema, Param<String> param) {
    String name = getOrDefault(param);
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
    return fitted(fitting.network(), fitting.head(), fitting.loss()).transformSchema(schema);
  }

  /** The model that {@code modelFile} names is saved too. */
  @Override
  protected final <T> Optional<SavedData> savedData(DataParam<T> param) {
    return isSet(model) || isSet(modelFile)
        ? Optional.of(model.toSaved(source.model(this)))
        : Optional.empty();
  }

  /** Takes the model that was saved with the stage. */
  final void loaded(SavedData saved) {
    source.loaded(this, model.fromSaved(saved));
  }

  @Override
  public final E copy(ParamMap extra) {
    E copy = defaultCopy(extra);
    ((NetworkEstimator<?, ?>) copy).source = source.copied(copy, extra);
    return copy;
  }
}
