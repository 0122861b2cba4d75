package io.dlpipelines.param;

import io.dlpipelines.stage.TransformerStage;
import java.util.Map;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A stage that has every shared Param and does nothing. */
public final class AllParams extends TransformerStage<AllParams>
    implements HasBatchSize<AllParams>,
        HasCheckFinite<AllParams>,
        HasDevice<AllParams>,
        HasGpuMemoryFraction<AllParams>,
        HasHandleInvalid<AllParams>,
        HasInputCol<AllParams>,
        HasIntraOpParallelism<AllParams>,
        HasInvalidReasonCol<AllParams>,
        HasOutputCol<AllParams>,
        HasOutputMode<AllParams>,
        HasPrecision<AllParams>,
        HasTaskGpuAmount<AllParams>,
        HasXla<AllParams> {

  private final IntParam batchSize = HasBatchSize.batchSizeParam(this);
  private final BooleanParam checkFinite = HasCheckFinite.checkFiniteParam(this);
  private final Param<String> device = HasDevice.deviceParam(this);
  private final DoubleParam gpuMemoryFraction = HasGpuMemoryFraction.gpuMemoryFractionParam(this);
  private final Param<String> handleInvalid = HasHandleInvalid.handleInvalidParam(this);
  private final Param<String> inputCol = HasInputCol.inputColParam(this);
  private final IntParam intraOpParallelism = HasIntraOpParallelism.intraOpParallelismParam(this);
  private final Param<String> invalidReasonCol = HasInvalidReasonCol.invalidReasonColParam(this);
  private final Param<String> outputCol = HasOutputCol.outputColParam(this);
  private final Param<String> outputMode = HasOutputMode.outputModeParam(this);
  private final DoubleParam taskGpuAmount = HasTaskGpuAmount.taskGpuAmountParam(this);
  private final Param<String> precision = HasPrecision.precisionParam(this);
  private final BooleanParam xla = HasXla.xlaParam(this);
  private final Param<String> text = ParamFactory.text(this, "text", "a text");
  private final Param<Map<String, String>> names =
      ParamFactory.names(this, "names", "column to tensor");

  /** With this uid. */
  public AllParams(String uid) {
    super(uid);
  }

  @Override
  public IntParam batchSize() {
    return batchSize;
  }

  @Override
  public BooleanParam checkFinite() {
    return checkFinite;
  }

  @Override
  public Param<String> device() {
    return device;
  }

  @Override
  public DoubleParam gpuMemoryFraction() {
    return gpuMemoryFraction;
  }

  @Override
  public Param<String> handleInvalid() {
    return handleInvalid;
  }

  @Override
  public Param<String> inputCol() {
    return inputCol;
  }

  @Override
  public IntParam intraOpParallelism() {
    return intraOpParallelism;
  }

  @Override
  public Param<String> invalidReasonCol() {
    return invalidReasonCol;
  }

  @Override
  public Param<String> outputCol() {
    return outputCol;
  }

  @Override
  public DoubleParam taskGpuAmount() {
    return taskGpuAmount;
  }

  @Override
  public Param<String> outputMode() {
    return outputMode;
  }

  @Override
  public Param<String> precision() {
    return precision;
  }

  @Override
  public BooleanParam xla() {
    return xla;
  }

  /** A text. */
  public Param<String> text() {
    return text;
  }

  /** A map. */
  public Param<Map<String, String>> names() {
    return names;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return dataset.toDF();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return schema;
  }

  @Override
  public AllParams copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
