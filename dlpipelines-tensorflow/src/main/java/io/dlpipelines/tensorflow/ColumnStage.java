package io.dlpipelines.tensorflow;

import io.dlpipelines.param.HasCheckFinite;
import io.dlpipelines.param.HasOutputMode;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.OutputType;
import java.util.Map;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructType;

/**
 * A stage whose Params map columns to tensors and tensors to columns.
 *
 * @param <S> the stage
 */
public abstract class ColumnStage<S extends ColumnStage<S>> extends TensorStage<S>
    implements HasInputMapping<S>, HasOutputMapping<S>, HasCheckFinite<S>, HasOutputMode<S> {
  private static final int DEFAULT_BATCH_SIZE = 512;

  private final Param<Map<String, String>> inputMapping;
  private final Param<Map<String, String>> outputMapping;
  private final BooleanParam checkFinite = HasCheckFinite.checkFiniteParam(this);
  private final Param<String> outputMode = HasOutputMode.outputModeParam(this);

  /**
   * Sets the defaults.
   *
   * @param uid the stage's unique name
   * @param inputs what {@code inputMapping} maps
   * @param outputs what {@code outputMapping} maps
   */
  protected ColumnStage(String uid, String inputs, String outputs) {
    super(uid, DEFAULT_BATCH_SIZE);
    inputMapping = ParamFactory.names(this, "inputMapping", inputs);
    outputMapping = ParamFactory.names(this, "outputMapping", outputs);
    setDefault(checkFinite, false);
    setDefault(outputMode, "vector");
  }

  @Override
  public final Param<Map<String, String>> inputMapping() {
    return inputMapping;
  }

  @Override
  public final Param<Map<String, String>> outputMapping() {
    return outputMapping;
  }

  @Override
  public final BooleanParam checkFinite() {
    return checkFinite;
  }

  @Override
  public final Param<String> outputMode() {
    return outputMode;
  }

  /**
   * Makes a plan of this stage's Params.
   *
   * @param schema the columns
   * @param graph the graph
   * @param inputs from columns to tensors
   * @param outputs from tensors to columns
   * @param binary whether string tensors become binary columns
   * @return the plan
   * @throws IllegalArgumentException if the mappings do not fit the graph or the columns
   */
  protected final ScoringPlan plan(
      StructType schema, TFInputGraph graph, Mapping inputs, Mapping outputs, boolean binary) {
    OutputType.Form form = new OutputType.Form(getOutputMode().equals("vector"), binary, false);
    return plan(schema, graph, inputs, outputs, form, getCheckFinite());
  }
}
