package io.dlpipelines.tensorflow;

import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.training.HasTrainingHistory;
import io.dlpipelines.training.TrainingHistory;
import java.util.Optional;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;

/**
 * Scores columns with a graph that {@link TFEstimator} trained, as {@link TFTransformer} does. The
 * graph is what the fetched tensors need, with the trained values in the place of its variables.
 */
public final class TFModel extends GraphStage<TFModel> implements HasTrainingHistory {
  private FittedNetwork fitted = new FittedNetwork();

  /** Makes a stage with a random uid. */
  public TFModel() {
    this(Identifiable.randomUID("tfModel"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public TFModel(String uid) {
    super(uid);
  }

  /**
   * How the training went: loss and metrics of each epoch, times, rows per second.
   *
   * @return the history, which is saved with the model; without epochs if it was not fitted
   */
  @Override
  public TrainingHistory summary() {
    return fitted.history();
  }

  void learned(TrainingHistory history) {
    fitted = new FittedNetwork(history);
  }

  @Override
  protected <T> Optional<SavedData> savedData(DataParam<T> param) {
    return super.savedData(param).map(fitted::saved);
  }

  private void loaded(SavedData saved) {
    set(graph(), graph().fromSaved(saved));
    fitted.loaded(saved);
  }

  /**
   * A copy with the same graph and history. A graph and columns to feed among the extra Params are
   * passed over: searches copy what they fitted with the Params that they fitted it with, and there
   * they are those of training.
   */
  @Override
  public TFModel copy(ParamMap extra) {
    ParamMap others = extra.copy();
    others.remove(graph());
    others.remove(inputMapping());
    TFModel copy = defaultCopy(others);
    copy.fitted = fitted;
    return copy.setParent(parent());
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<TFModel> read() {
    return new StageReader<>(TFModel.class, TFModel::loaded);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static TFModel load(String path) {
    return read().load(path);
  }
}
