package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.param.HasFeaturesCol;
import io.dlpipelines.param.HasPredictionCol;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.HasTrainingHistory;
import io.dlpipelines.training.TrainingHistory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.types.StructType;

/**
 * Scores with a network that was fitted.
 *
 * @param <S> the stage
 */
public abstract class NetworkModel<S extends NetworkModel<S>> extends TensorStage<S>
    implements HasFeaturesCol<S>, HasPredictionCol<S>, HasTrainingHistory {
  private static final int DEFAULT_BATCH_SIZE = 512;
  private static final String HISTORY = "history";
  private static final OutputType.Form VECTORS = new OutputType.Form(true, false, false);

  private final KerasModelParam model =
      new KerasModelParam(this, "model", "the network that scores");
  private final Param<String> featuresCol = HasFeaturesCol.featuresColParam(this);
  private final Param<String> predictionCol = HasPredictionCol.predictionColParam(this);

  private TrainingHistory history = new TrainingHistory(List.of(), false, 0);
  private transient KerasModel scoring;
  private transient TFInputGraph graph;

  /**
   * Sets the defaults: Spark ML's names of columns.
   *
   * @param uid the stage's unique name
   */
  protected NetworkModel(String uid) {
    super(uid, DEFAULT_BATCH_SIZE);
    setDefault(featuresCol, "features");
    setDefault(predictionCol, "prediction");
  }

  /**
   * The network that was fitted.
   *
   * @return the Param
   */
  public final KerasModelParam model() {
    return model;
  }

  /**
   * The network that was fitted, to be saved for Keras, cut, or trained further.
   *
   * @return the network with its weights
   */
  public final KerasModel getModel() {
    return required(model);
  }

  /**
   * Sets the network, such as one that was trained elsewhere.
   *
   * @param value a network of one input and one output
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final S setModel(KerasModel value) {
    set(model, requireNonNull(value, "model"));
    return (S) this;
  }

  @Override
  public final Param<String> featuresCol() {
    return featuresCol;
  }

  @Override
  public final Param<String> predictionCol() {
    return predictionCol;
  }

  /**
   * How the training went: loss and metrics of each epoch, times, rows per second.
   *
   * @return the history, which is saved with the model; without epochs if it was not fitted
   */
  @Override
  public final TrainingHistory summary() {
    return history;
  }

  final void learned(TrainingHistory learned) {
    history = learned;
  }

  /** The network's graph, with behind it what makes columns of its output. */
  abstract TFInputGraph scoring(TFInputGraph network);

  /** Which of the graph's tensors become which columns, in order. */
  abstract Map<String, String> columns();

  @Override
  protected final ScoringPlan plan(StructType schema) {
    TFInputGraph whole = graph();
    String input = whole.inputs().get(0).name();
    return plan(
        schema,
        whole,
        new Mapping(featuresCol, Map.of(getFeaturesCol(), input)),
        new Mapping(predictionCol, columns()),
        VECTORS,
        false);
  }

  private synchronized TFInputGraph graph() {
    KerasModel current = getModel();
    if (scoring != current) {
      graph = scoring(TFInputGraph.fromKeras(current));
      scoring = current;
    }
    return graph;
  }

  @Override
  protected final <T> Optional<SavedData> savedData(DataParam<T> param) {
    return super.savedData(param)
        .map(
            data ->
                new SavedData(
                    data.engine(),
                    ((ObjectNode) data.descriptor()).set(HISTORY, history.toJson()),
                    data.files()));
  }

  /** Takes what was saved with the stage. */
  final void loaded(SavedData saved) {
    set(model, model.fromSaved(saved));
    if (saved.descriptor().has(HISTORY)) {
      history = TrainingHistory.fromJson(saved.descriptor().get(HISTORY));
    }
  }

  /**
   * A copy with the same network and history. A network among the extra Params is passed over:
   * searches copy what they fitted with the Params that they fitted it with, and there it is the
   * network before training.
   */
  @Override
  public final S copy(ParamMap extra) {
    ParamMap others = extra.copy();
    others.remove(model);
    S copy = defaultCopy(others);
    NetworkModel<?> same = copy;
    same.history = history;
    same.scoring = scoring;
    same.graph = graph;
    return copy.setParent(parent());
  }
}
