package io.dlpipelines.tensorflow;

import io.dlpipelines.param.HasFeaturesCol;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.TrainingHistory;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a Keras model to tell classes apart. Labels are numbers of classes, from 0, as {@code
 * StringIndexer} gives them. The network has a unit for each class, or a single one for two
 * classes; it may end with softmax or sigmoid, or give logits.
 *
 * <p>Where no loss is set, it is the cross-entropy that fits what the network ends with. All losses
 * take the same labels.
 */
public final class KerasClassifier
    extends NetworkClassifier<KerasClassifier, KerasClassificationModel>
    implements HasFeaturesCol<KerasClassifier> {

  private final Param<String> featuresCol = HasFeaturesCol.featuresColParam(this);

  /** Makes a stage with a random uid. */
  public KerasClassifier() {
    this(Identifiable.randomUID("kerasClassifier"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public KerasClassifier(String uid) {
    super(uid);
    setDefault(featuresCol, "features");
  }

  @Override
  public Param<String> featuresCol() {
    return featuresCol;
  }

  @Override
  protected Feed input(StructType schema, KerasModel network, TensorSpec cell) {
    return feed(columnOrThrow(schema, getFeaturesCol(), featuresCol), cell);
  }

  @Override
  protected KerasClassificationModel fitted(KerasModel trained, TrainingHistory history) {
    KerasClassificationModel fitted = new KerasClassificationModel(uid());
    fitted.set(fitted.model(), trained);
    fitted.setFeaturesCol(getFeaturesCol());
    fitted.setPredictionCol(getPredictionCol());
    fitted.setProbabilityCol(getProbabilityCol());
    fitted.setRawPredictionCol(getRawPredictionCol());
    fitted.setHandleInvalid(getHandleInvalid());
    computeAlike(fitted);
    fitted.learned(history);
    return fitted;
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<KerasClassifier> read() {
    return new StageReader<>(KerasClassifier.class, NetworkEstimator::loaded);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static KerasClassifier load(String path) {
    return read().load(path);
  }
}
