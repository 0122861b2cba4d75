package io.dlpipelines.tensorflow;

import io.dlpipelines.param.HasLabelCol;
import io.dlpipelines.param.HasPredictionCol;
import io.dlpipelines.stage.TransformerStage;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.training.OutputObjective;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a Keras model of one input and one output to predict a column of labels.
 *
 * @param <E> the stage
 * @param <M> what it fits
 */
public abstract class NetworkPredictor<
        E extends NetworkPredictor<E, M>, M extends TransformerStage<M>>
    extends NetworkEstimator<E, M> implements HasLabelCol<E>, HasPredictionCol<E> {

  private final Param<String> labelCol = HasLabelCol.labelColParam(this);
  private final Param<String> predictionCol = HasPredictionCol.predictionColParam(this);

  /**
   * Sets the defaults: Spark ML's names of columns.
   *
   * @param uid the stage's unique name
   */
  protected NetworkPredictor(String uid) {
    super(uid);
    setDefault(labelCol, "label");
    setDefault(predictionCol, "prediction");
  }

  @Override
  public final Param<String> labelCol() {
    return labelCol;
  }

  @Override
  public final Param<String> predictionCol() {
    return predictionCol;
  }

  /** The loss where none is set, as {@code loss} takes it. */
  abstract String defaultLoss(NetworkHead head);

  /** How the label's column is read. */
  abstract Feed label(StructField column, TensorSpec cell, NetworkHead head);

  /**
   * The column that is fed to the network.
   *
   * @param schema the columns
   * @param network the network
   * @param cell what rows hold for the input
   * @return its feed
   * @throws IllegalArgumentException if the column is missing or does not fit
   */
  protected abstract Feed input(StructType schema, KerasModel network, TensorSpec cell);

  @Override
  protected final List<OutputObjective> outputs(KerasModel network) {
    if (network.inputs().size() != 1 || network.outputs().size() != 1) {
      throw invalid(
          "the model does not have one input and one output",
          "%s and %s".formatted(network.inputs(), network.outputs()),
          "Use KerasEstimator.");
    }
    NetworkHead head = NetworkHead.of(network);
    return List.of(
        objective(head.output(), loss(), isSet(loss()) ? getLoss() : defaultLoss(head), 1));
  }

  @Override
  protected final List<Feed> inputFeeds(
      StructType schema, KerasModel network, List<TensorSpec> cells) {
    return List.of(input(schema, network, cells.get(0)));
  }

  @Override
  protected final List<Feed> labelFeeds(
      StructType schema, KerasModel network, List<TensorSpec> cells) {
    StructField column = numbersOrThrow(schema, getLabelCol(), labelCol);
    return List.of(label(column, cells.get(0), NetworkHead.of(network)));
  }
}
