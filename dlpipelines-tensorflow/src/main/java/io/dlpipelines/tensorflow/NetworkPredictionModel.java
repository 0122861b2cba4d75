package io.dlpipelines.tensorflow;

import io.dlpipelines.param.HasFeaturesCol;
import io.dlpipelines.param.HasPredictionCol;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.OutputType;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructType;

/**
 * Predicts from a column of features with a network that was fitted.
 *
 * @param <S> the stage
 */
public abstract class NetworkPredictionModel<S extends NetworkPredictionModel<S>>
    extends NetworkModel<S> implements HasFeaturesCol<S>, HasPredictionCol<S> {
  private static final OutputType.Form VECTORS = new OutputType.Form(true, false, false);

  private final Param<String> featuresCol = HasFeaturesCol.featuresColParam(this);
  private final Param<String> predictionCol = HasPredictionCol.predictionColParam(this);

  /**
   * Sets the defaults: Spark ML's names of columns.
   *
   * @param uid the stage's unique name
   */
  protected NetworkPredictionModel(String uid) {
    super(uid);
    setDefault(featuresCol, "features");
    setDefault(predictionCol, "prediction");
  }

  @Override
  public final Param<String> featuresCol() {
    return featuresCol;
  }

  @Override
  public final Param<String> predictionCol() {
    return predictionCol;
  }

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
}
