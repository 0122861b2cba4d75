package io.dlpipelines.tensorflow;

import io.dlpipelines.param.HasOutputMode;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.OutputType;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Scores columns with a network that {@link KerasEstimator} fitted, as {@link KerasTransformer}
 * does: {@code outputMapping} may name any layer.
 */
public final class KerasEstimatorModel extends NetworkModel<KerasEstimatorModel>
    implements HasInputMapping<KerasEstimatorModel>,
        HasOutputMapping<KerasEstimatorModel>,
        HasOutputMode<KerasEstimatorModel> {

  private final Param<Map<String, String>> inputMapping =
      ParamFactory.names(
          this, "inputMapping", "from input columns to the input layers they are fed to");
  private final Param<Map<String, String>> outputMapping =
      ParamFactory.names(
          this,
          "outputMapping",
          "from layers, whose results are fetched, to the columns that are added");
  private final Param<String> outputMode = HasOutputMode.outputModeParam(this);

  /** Makes a stage with a random uid. */
  public KerasEstimatorModel() {
    this(Identifiable.randomUID("kerasEstimatorModel"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public KerasEstimatorModel(String uid) {
    super(uid);
    setDefault(outputMode, "vector");
  }

  @Override
  public Param<Map<String, String>> inputMapping() {
    return inputMapping;
  }

  @Override
  public Param<Map<String, String>> outputMapping() {
    return outputMapping;
  }

  @Override
  public Param<String> outputMode() {
    return outputMode;
  }

  @Override
  protected ScoringPlan plan(StructType schema) {
    OutputType.Form form = new OutputType.Form(getOutputMode().equals("vector"), false, false);
    return ofRows(
        schema,
        plan(
            schema,
            graph(),
            new Mapping(inputMapping, required(inputMapping)),
            new Mapping(outputMapping, required(outputMapping)),
            form,
            false));
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<KerasEstimatorModel> read() {
    return new StageReader<>(KerasEstimatorModel.class, NetworkModel::loaded);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static KerasEstimatorModel load(String path) {
    return read().load(path);
  }
}
