package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.HasTrainingHistory;
import io.dlpipelines.training.TrainingHistory;
import java.util.Optional;
import org.apache.spark.ml.param.ParamMap;

/**
 * Scores with a network that was fitted.
 *
 * @param <S> the stage
 */
public abstract class NetworkModel<S extends NetworkModel<S>> extends TensorStage<S>
    implements HasTrainingHistory {
  private static final int DEFAULT_BATCH_SIZE = 512;

  private final KerasModelParam model =
      new KerasModelParam(this, "model", "the network that scores");

  private FittedNetwork fitted = new FittedNetwork();

  /**
   * Sets the defaults.
   *
   * @param uid the stage's unique name
   */
  protected NetworkModel(String uid) {
    super(uid, DEFAULT_BATCH_SIZE);
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
   * @param value a network of the inputs and outputs that this stage has columns for
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final S setModel(KerasModel value) {
    set(model, requireNonNull(value, "model"));
    return (S) this;
  }

  /**
   * How the training went: loss and metrics of each epoch, times, rows per second.
   *
   * @return the history, which is saved with the model; without epochs if it was not fitted
   */
  @Override
  public final TrainingHistory summary() {
    return fitted.history();
  }

  final void learned(TrainingHistory history) {
    fitted = new FittedNetwork(history);
  }

  /** The network's graph, with behind it what makes columns of its outputs. */
  TFInputGraph scoring(TFInputGraph network) {
    return network;
  }

  final TFInputGraph graph() {
    return fitted.graph(getModel(), this::scoring);
  }

  @Override
  protected final <T> Optional<SavedData> savedData(DataParam<T> param) {
    return super.savedData(param).map(fitted::saved);
  }

  /** Takes what was saved with the stage. */
  final void loaded(SavedData saved) {
    set(model, model.fromSaved(saved));
    fitted.loaded(saved);
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
    ((NetworkModel<?>) copy).fitted = fitted;
    return copy.setParent(parent());
  }
}
