package io.dlpipelines.tensorflow;

import io.dlpipelines.param.HasProbabilityCol;
import io.dlpipelines.param.HasRawPredictionCol;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.OutputColumn;
import io.dlpipelines.scoring.ScoringSpec;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;

/**
 * Tells classes apart with a network that {@link KerasClassifier} fitted. It adds what Spark ML's
 * own classifiers add: {@code rawPrediction} (logits where the network gives them, else logarithms
 * of the probabilities) and {@code probability} as Vectors with a value for each class, and {@code
 * prediction}, the number of the most probable class. A column with an empty name is left out.
 */
public final class KerasClassificationModel extends NetworkPredictionModel<KerasClassificationModel>
    implements HasProbabilityCol<KerasClassificationModel>,
        HasRawPredictionCol<KerasClassificationModel> {

  private final Param<String> probabilityCol = HasProbabilityCol.probabilityColParam(this);
  private final Param<String> rawPredictionCol = HasRawPredictionCol.rawPredictionColParam(this);

  /** Makes a stage with a random uid. */
  public KerasClassificationModel() {
    this(Identifiable.randomUID("kerasClassificationModel"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public KerasClassificationModel(String uid) {
    super(uid);
    setDefault(probabilityCol, "probability");
    setDefault(rawPredictionCol, "rawPrediction");
  }

  @Override
  public Param<String> probabilityCol() {
    return probabilityCol;
  }

  @Override
  public Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  /**
   * The number of classes.
   *
   * @return 2 or more
   */
  public int numClasses() {
    return ClassScores.classes(getModel());
  }

  @Override
  TFInputGraph scoring(TFInputGraph network) {
    return ClassScores.behind(network, getModel());
  }

  @Override
  Map<String, String> columns() {
    return ClassScores.columns(this);
  }

  @Override
  protected List<OutputColumn> outputs(ScoringSpec spec) {
    return super.outputs(spec).stream()
        .map(
            column ->
                column.field().name().equals(getPredictionCol())
                    ? ClassScores.nominal(column, numClasses())
                    : column)
        .toList();
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<KerasClassificationModel> read() {
    return new StageReader<>(KerasClassificationModel.class, NetworkModel::loaded);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static KerasClassificationModel load(String path) {
    return read().load(path);
  }
}
