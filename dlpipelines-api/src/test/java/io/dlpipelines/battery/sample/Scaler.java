package io.dlpipelines.battery.sample;

import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.StageReader;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A transformer that passes the battery: multiplies a number by a factor. */
public final class Scaler extends Transformer
    implements ColumnParams<Scaler>, DefaultParamsWritable {

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> handleInvalid;
  private final DoubleParam factor;

  /** Makes one with a uid of its own. */
  public Scaler() {
    this(Identifiable.randomUID("scaler"));
  }

  /** Makes one with this uid. */
  public Scaler(String uid) {
    this.uid = uid;
    inputCol = ColumnParams.inputColParam(this);
    outputCol = ColumnParams.outputColParam(this);
    handleInvalid = ColumnParams.handleInvalidParam(this);
    factor = ParamFactory.positive(this, "factor", "multiplier, by default 1");
    setDefault(handleInvalid, "error");
    setDefault(factor, 1.0);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> inputCol() {
    return inputCol;
  }

  @Override
  public Param<String> outputCol() {
    return outputCol;
  }

  @Override
  public Param<String> handleInvalid() {
    return handleInvalid;
  }

  /** The multiplier. */
  public DoubleParam factor() {
    return factor;
  }

  /** The value of {@link #factor()}. */
  public double getFactor() {
    return (Double) getOrDefault(factor);
  }

  /** Sets {@link #factor()}. */
  public Scaler setFactor(double value) {
    set(factor, value);
    return this;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    return withOutput(dataset, input -> input.multiply(getFactor()));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return appendOutput(schema);
  }

  @Override
  public Scaler copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads a saved one. */
  public static MLReader<Scaler> read() {
    return new StageReader<>(Scaler.class);
  }

  /** Loads a saved one. */
  public static Scaler load(String path) {
    return read().load(path);
  }
}
