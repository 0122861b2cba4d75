package io.dlpipelines.tensorflow;

import io.dlpipelines.param.HasFeaturesCol;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.tensor.ColumnCells;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.TrainingHistory;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a Keras model to predict numbers: one, or as many as the network has units, where labels
 * are Vectors or arrays of as many. Where no loss is set, it is the mean squared error.
 */
public final class KerasRegressor extends NetworkPredictor<KerasRegressor, KerasRegressionModel>
    implements HasFeaturesCol<KerasRegressor> {

  private final Param<String> featuresCol = HasFeaturesCol.featuresColParam(this);

  /** Makes a stage with a random uid. */
  public KerasRegressor() {
    this(Identifiable.randomUID("kerasRegressor"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public KerasRegressor(String uid) {
    super(uid);
    setDefault(featuresCol, "features");
    setDefault(metrics(), new String[] {"root_mean_squared_error"});
  }

  @Override
  public Param<String> featuresCol() {
    return featuresCol;
  }

  @Override
  String defaultLoss(NetworkHead head) {
    return "mean_squared_error";
  }

  @Override
  protected Feed input(StructType schema, KerasModel network, TensorSpec cell) {
    return feed(columnOrThrow(schema, getFeaturesCol(), featuresCol), cell);
  }

  @Override
  Feed label(StructField column, TensorSpec cell, NetworkHead head) {
    if (ColumnCells.find(column.dataType(), cell.dtype()).isEmpty()) {
      throw invalid(
          "column [%s] cannot be a label".formatted(column.name()),
          column.dataType().simpleString(),
          new LabelAdvice(column.dataType()).forValues());
    }
    return feed(column, cell);
  }

  @Override
  protected KerasRegressionModel fitted(KerasModel trained, TrainingHistory history) {
    KerasRegressionModel fitted = new KerasRegressionModel(uid());
    fitted.set(fitted.model(), trained);
    fitted.setFeaturesCol(getFeaturesCol());
    fitted.setPredictionCol(getPredictionCol());
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
  public static MLReader<KerasRegressor> read() {
    return new StageReader<>(KerasRegressor.class, NetworkEstimator::loaded);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static KerasRegressor load(String path) {
    return read().load(path);
  }
}
