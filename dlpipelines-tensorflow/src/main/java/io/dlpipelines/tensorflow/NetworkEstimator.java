package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.stage.TransformerStage;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.Metric;
import io.dlpipelines.tensorflow.training.NetworkInput;
import io.dlpipelines.tensorflow.training.NetworkTraining;
import io.dlpipelines.tensorflow.training.OutputObjective;
import io.dlpipelines.tensorflow.training.TrainingObjective;
import io.dlpipelines.tensorflow.training.TrainingPlan;
import io.dlpipelines.tensorflow.training.loss.Losses;
import io.dlpipelines.tensorflow.training.metric.Metrics;
import io.dlpipelines.training.ClassLabelCells;
import io.dlpipelines.training.TrainingHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a Keras model on columns.
 *
 * @param <E> the stage
 * @param <M> what it fits
 */
public abstract class NetworkEstimator<
        E extends NetworkEstimator<E, M>, M extends TransformerStage<M>>
    extends FittingStage<E, M> implements HasKerasModel<E> {

  private final KerasModelParam model = HasKerasModel.modelParam(this);
  private final Param<String> modelFile = HasKerasModel.modelFileParam(this);
  private final Param<String> loss =
      ParamFactory.text(
          this, "loss", "how wrong predictions are, with its settings, such as huber(delta=2)");
  private final StringArrayParam trainableLayers =
      ParamFactory.texts(
          this,
          "trainableLayers",
          "names of the layers that are trained, or patterns of them with *; all others are"
              + " frozen");

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
   * How wrong predictions are.
   *
   * @return the Param
   */
  public final Param<String> loss() {
    return loss;
  }

  /**
   * How wrong predictions are.
   *
   * @return the value
   */
  public final String getLoss() {
    return getOrDefault(loss);
  }

  /**
   * Sets how wrong predictions are: one of Keras's losses by its name, with its settings. Where it
   * is not set, what the network ends with decides.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setLoss(String value) {
    set(loss, requireNonNull(value, "loss"));
    return (E) this;
  }

  /**
   * The names of the layers that are trained.
   *
   * @return the Param
   */
  public final StringArrayParam trainableLayers() {
    return trainableLayers;
  }

  /**
   * The names of the layers that are trained.
   *
   * @return the value
   */
  public final String[] getTrainableLayers() {
    return getOrDefault(trainableLayers);
  }

  /**
   * Sets which layers are trained, by their names, or patterns of them with {@code *}; all others
   * are frozen, as {@code KerasModel.withTrainableLayers} says. Layers of models within the model
   * are named like {@code resnet50/conv5_*}. Where it is not set, the model says so itself. The
   * model that is fitted keeps these layers frozen.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final E setTrainableLayers(String... value) {
    set(trainableLayers, requireNonNull(value, "trainableLayers").clone());
    return (E) this;
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
  final Fitting fitting(StructType schema) {
    KerasModel network = network();
    TrainingObjective objective =
        new TrainingObjective(
            outputs(network),
            classLabels(),
            classWeights(network),
            isSet(weightCol()),
            updating(),
            clipping(),
            getSeed());
    List<NetworkInput> inputs = inputs(network);
    TrainingPlan plan = plan();
    NetworkTraining training =
        chosen("model", () -> NetworkTraining.of(network.weighted(), inputs, objective, plan));
    requireMeasured(plan.schedule(), training.metricNames());
    return new Fitting(
        training,
        encoding(schema, feeds(schema, network, training.cells())),
        () -> network.toFiles().sha256(),
        (trained, history) -> fitted(network.with(trained.weights()), history));
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

  private List<Feed> feeds(StructType schema, KerasModel network, List<TensorSpec> cells) {
    int inputs = network.inputs().size();
    int labelled = inputs + network.outputs().size();
    List<Feed> feeds = new ArrayList<>(inputFeeds(schema, network, cells.subList(0, inputs)));
    feeds.addAll(labelFeeds(schema, network, cells.subList(inputs, labelled)));
    if (isSet(weightCol())) {
      feeds.add(weightFeed(schema, cells.get(labelled).name()));
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
            .orElseThrow(
                () ->
                    invalid(
                        "column [%s] cannot be a label".formatted(column.name()),
                        column.dataType().simpleString(),
                        new LabelAdvice(column.dataType()).forClasses())));
  }

  /**
   * The columns of the model that will be fitted.
   *
   * @throws IllegalArgumentException if a Param is missing or does not fit the network or the
   *     columns
   */
  @Override
  public final StructType transformSchema(StructType schema) {
    fitting(schema);
    return fitted(network(), TrainingHistory.none()).transformSchema(schema);
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
